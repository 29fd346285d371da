import ApusCore
import Libvirt
import LibvirtXML

/// What libvirt says when it cannot do something with a device, in words that tell the next step.
enum DeviceRefusal {
    static func plain(_ error: any Error) -> DriverError {
        let driverError = DriverError(error)
        guard let known = table.first(where: { driverError.message.contains($0.text) }) else { return driverError }
        return DriverError(known.code, "\(known.words) (\(driverError.message))")
    }

    static func notReleased(_ selector: DeviceSelector, within limit: Duration) -> DriverError {
        DriverError(
            .invalidState,
            """
            The guest did not let go of the \(selector.words) within \(limit.components.seconds) seconds, so it stays \
            attached. A guest lets go only while an operating system runs in it; try again then, or stop the VM and \
            detach it from the VM that is off.
            """)
    }

    private static let table: [(text: String, code: DriverError.Code, words: String)] = [
        (
            "No more available PCI slots", .invalidState,
            "The VM has no free slot to plug a device into while it runs: stop it, attach the device, and start it."
        ),
        (
            "\"write\" lock", .exists, "The volume is open in another program of the host, perhaps in another VM."
        ),
        (
            "shared \"", .exists, "The volume is open in another program of the host, perhaps in another VM."
        ),
        (
            "cannot be hotplugged", .invalidState, "A running VM cannot be given this device: stop it first."
        ),
        (
            "hotplug is not supported", .invalidState, "A running VM cannot be given this device: stop it first."
        ),
        (
            "is locked", .invalidState, "The guest has locked the drive's tray: unmount it there, or use force."
        ),
        (
            "cannot be detached", .invalidState, "A running VM cannot lose this device: stop it first."
        ),
        (
            "hot unplugged", .invalidState, "A running VM cannot lose this device: stop it first."
        ),
    ]
}

extension DeviceSelector {
    /// As messages name the device.
    var words: String {
        switch self {
        case .disk(let target): "disk \(target)"
        case .interface(let mac): "network card \(mac)"
        case .pci, .usb, .usbPort: "device of the host"
        }
    }
}
