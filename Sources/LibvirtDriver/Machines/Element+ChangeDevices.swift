import ApusModel
import LibvirtXML

/// Changes of a `<domain>` that reach several of its devices.
extension Element {
    /// Another machine type. Another family of machines has other buses: libvirt gives all devices their places anew.
    mutating func applyMachine(_ machine: String) {
        guard let present = DomainDescription(self).os.machine, present != machine else {
            return set("machine", at: "os/type", to: machine)
        }
        set("machine", at: "os/type", to: machine)
        guard Self.family(present) != Self.family(machine) else { return }
        remove("devices/controller") { $0.attribute("type") == "pci" }
        edit("devices") { devices in
            for name in Set(devices.elements.map(\.name)) {
                devices.remove("\(name)/address") { $0.attribute("type") == "pci" }
            }
        }
    }

    /// `q35` of `pc-q35-7.2`, `pc` of `pc-i440fx-7.2`.
    private static func family(_ machine: String) -> String {
        machine.contains("q35") ? "q35" : String(machine.prefix { $0 != "-" })
    }

    /// One display of this kind in place of all others; one that is there stays as it is.
    mutating func apply(_ graphics: ChangeVirtualMachine.Graphics) {
        let present = DomainDescription(self).graphics.map(\.type)
        guard present != (graphics == .none ? [] : [graphics.rawValue]) else { return }
        var kept: Element?
        for element in all("devices/graphics") where element.attribute("type") == graphics.rawValue { kept = element }
        remove("devices/graphics")
        if graphics != .spice { removeWhatNeedsSpice() }
        guard graphics != .none else { return }
        let socket = Element("graphics", ["type": graphics.rawValue], [Element("listen", ["type": "socket"])])
        append(kept ?? socket, at: "devices")
    }

    /// Agents, USB devices and sound that come through the display.
    private mutating func removeWhatNeedsSpice() {
        for name in ["channel", "redirdev"] {
            remove("devices/\(name)") { $0.attribute("type") == "spicevmc" }
        }
        remove("devices/audio") { $0.attribute("type") == "spice" }
    }

    /// Another model of the first video card; its memory and place were the old model's.
    mutating func applyVideo(_ model: String) {
        guard attribute("type", at: "devices/video/model") != model else { return }
        edit("devices/video") { video in
            video.remove("model")
            video.remove("driver")
            video.remove("address")
            video.children.insert(.element(Element("model", ["type": model])), at: 0)
        }
    }
}
