import ApusCore
import ApusModel
import LibvirtXML

/// Changes of a `<domain>`: each edits what it names and leaves everything else as it was written.
/// Source: <https://libvirt.org/formatdomain.html>.
extension Element {
    /// Applies all that stands in the definition itself. Name, texts and what Apus keeps have calls of their own.
    mutating func apply(_ change: ChangeVirtualMachine) {
        applyCPUs(change.cpus, maximum: change.maximumCPUs)
        applyMemory(change.memory, maximum: change.maximumMemory)
        if let cpu = change.cpu { apply(cpu) }
        if let machine = change.machine { applyMachine(machine) }
        if let firmware = change.firmware { apply(firmware) }
        if let order = change.bootOrder { applyBootOrder(order) }
        if let graphics = change.graphics { apply(graphics) }
        if let video = change.video { applyVideo(video) }
    }

    /// The maximum grows where it must.
    private mutating func applyCPUs(_ count: Int?, maximum: Int?) {
        guard count != nil || maximum != nil else { return }
        let present = DomainDescription(self)
        let current = count ?? present.currentVCPUs ?? 1
        let most = maximum ?? max(present.maximumVCPUs ?? 1, current)
        guard (current, most) != (present.currentVCPUs, present.maximumVCPUs) else { return }
        set(text: "\(most)", at: "vcpu")
        set("current", at: "vcpu", to: current == most ? nil : "\(current)")
        // It says for each CPU whether it is there, and libvirt makes it anew.
        remove("vcpus")
    }

    private mutating func applyMemory(_ bytes: Int64?, maximum: Int64?) {
        guard bytes != nil || maximum != nil else { return }
        let present = DomainDescription(self)
        let current = bytes ?? present.currentMemory ?? 0
        let most = maximum ?? max(present.maximumMemory ?? 0, current)
        if most != present.maximumMemory { applyMemory(most, at: "memory") }
        if current != present.currentMemory || most != present.maximumMemory {
            applyMemory(current, at: "currentMemory")
        }
    }

    private mutating func applyMemory(_ bytes: Int64, at name: String) {
        set("unit", at: name, to: "KiB")
        set(text: "\(bytes / 1024)", at: name)
    }

    private mutating func apply(_ cpu: ChangeVirtualMachine.CPU) {
        if let mode = cpu.mode { applyCPUMode(mode, model: cpu.model) }
        guard let topology = cpu.topology else { return }
        set("sockets", at: "cpu/topology", to: "\(topology.sockets)")
        set("dies", at: "cpu/topology", to: "1")
        set("cores", at: "cpu/topology", to: "\(topology.cores)")
        set("threads", at: "cpu/topology", to: "\(topology.threads)")
    }

    private mutating func applyCPUMode(_ mode: ChangeVirtualMachine.CPU.Mode, model: String?) {
        let present = DomainDescription(self).cpu
        guard present?.mode != mode.rawValue || present?.model != model else { return }
        set("mode", at: "cpu", to: mode.rawValue)
        // What was said of another model does not hold for this one.
        set("match", at: "cpu", to: mode == .custom ? "exact" : nil)
        set("check", at: "cpu", to: nil)
        for part in ["model", "vendor", "feature"] { remove("cpu/\(part)") }
        if let model { set(text: model, at: "cpu/model") }
    }

    private mutating func apply(_ firmware: ChangeVirtualMachine.Firmware) {
        guard DomainDescription(self).os.firmware?.rawValue != firmware.rawValue else { return }
        for part in ["loader", "nvram", "firmware"] { remove("os/\(part)") }
        set("firmware", at: "os", to: firmware == .uefi ? "efi" : nil)
    }

    /// The devices named, first to last, and no others.
    private mutating func applyBootOrder(_ order: [String]) {
        remove("os/boot")
        edit("devices") { devices in
            for name in ["disk", "interface", "hostdev", "redirdev"] {
                devices.remove("\(name)/boot")
                devices.editAll(name) { device in
                    guard let place = order.firstIndex(of: device.bootName ?? "") else { return }
                    device.append(Element("boot", ["order": "\(place + 1)"]))
                }
            }
        }
    }

    /// The target of a disk, the MAC address of a network interface.
    private var bootName: String? {
        switch name {
        case "disk": attribute("dev", at: "target")
        case "interface": attribute("address", at: "mac")?.lowercased()
        default: nil
        }
    }
}
