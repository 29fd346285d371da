import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// The USB and PCI devices of the host, and who has them.
    func hostDevices() throws -> [HostDevice] {
        var holders: [DeviceSelector: String] = [:]
        for (name, domain) in try allDescriptions() {
            for device in domain.hostDevices { for selector in device.selectors { holders[selector] = name } }
        }
        return try nodeDevices().compactMap { HostDevice($0, holders) }
            .sorted { ($0.kind.rawValue, $0.address) < ($1.kind.rawValue, $1.address) }
    }

    /// Refuses what the host does not have or cannot give away.
    func check(_ address: HostDeviceAddress, for id: UUID) throws {
        let found = try hostDevices().filter { device in
            device.address == address.description
                || "\(device.vendor ?? ""):\(device.product ?? "")" == address.description
        }
        guard let device = found.first else {
            throw DriverError(.notFound, "The host has no \(address.kind.rawValue.uppercased()) device \(address).")
        }
        if let holder = device.usedBy {
            throw DriverError(.exists, "The VM “\(holder)” has the device \(address) already.")
        }
        guard found.count == 1 else {
            throw DriverError(
                .exists, "The host has \(found.count) devices \(address): name one by bus and device.")
        }
        guard device.kind == .usb || device.iommuGroup != nil else {
            throw DriverError(
                .unsupported,
                "The host has no IOMMU for it: switch it on in the firmware (VT-d, AMD-Vi) and in the kernel's command line."
            )
        }
    }

    private func nodeDevices() throws -> [NodeDeviceDescription] {
        let listed: [NodeDeviceDescription?]? = try ifSupported {
            try listNodeDevices([.pci, .usb]) { try? NodeDeviceDescription(xml: $0.xml()) }
        }
        guard let listed else {
            throw DriverError(
                .unsupported, "libvirt on this host does not list devices (its node device driver is absent).")
        }
        return listed.compactMap(\.self)
    }
}

extension HostDevice {
    /// nil for what is no device to give away: bridges, and interfaces of USB devices.
    fileprivate init?(_ device: NodeDeviceDescription, _ holders: [DeviceSelector: String]) {
        guard let native = device.address, device.pciClass.map({ $0 >> 16 != 6 }) ?? true else { return nil }
        let address = HostDeviceAddress(native)
        self.init(kind: address.kind, name: device.name, address: address.description)
        vendor = device.vendor.map(Self.hexadecimal)
        product = device.product.map(Self.hexadecimal)
        (vendorName, productName) = (device.vendorName, device.productName)
        (driver, iommuGroup) = (device.driver, device.iommuGroup)
        usedBy = holders[DeviceSelector(.hostDevice(address))]
        if usedBy == nil, address.kind == .usb, let vendor = device.vendor, let product = device.product {
            usedBy = holders[.usb(vendor: vendor, product: product)]
        }
    }

    private static func hexadecimal(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
