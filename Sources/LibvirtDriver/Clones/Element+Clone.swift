import ApusCore
import ApusModel
import FoundationEssentials
import LibvirtXML

/// A `<domain>` becomes another machine's: what is not named here stays as it was written. The same things are new as in
/// virt-clone(1), and some more that two machines cannot have at once.
extension Element {
    /// - Returns: what the copy does not have of its source, in words.
    /// - Throws: ``DriverError`` `invalidState` for a disk that the clone was not planned for.
    mutating func become(_ clone: CloneDefinition) throws -> [String] {
        let sourceName = text(at: "name") ?? ""
        let id = clone.id.uuidString.lowercased()
        set(text: clone.name, at: "name")
        set(text: id, at: "uuid")
        if has("genid") { set(text: clone.generation.uuidString.lowercased(), at: "genid") }
        // libvirt refuses a domain whose SMBIOS names another UUID than its own.
        editAll("sysinfo/system/entry") { if $0.attribute("name") == "uuid" { $0.children = [.text(id)] } }
        if let description = clone.description { setDescription(description) }
        try setMetadata(Ownership.element(clone.ownership), namespace: Ownership.namespace)
        try setDisks(clone)
        setAddresses(clone)
        dropWhatWasChosen(sourceName, clone.name)
        return dropHostDevices(sourceName) + dropFirmwareState()
    }

    private mutating func setDescription(_ text: String) {
        if has("description") || text.isEmpty {
            remove("description")
            guard !text.isEmpty else { return }
        }
        let place = children.firstIndex { if case .element(let child) = $0 { child.name == "metadata" } else { false } }
        children.insert(.element(Element("description", text: text)), at: place ?? children.endIndex)
    }

    private mutating func setDisks(_ clone: CloneDefinition) throws {
        if clone.seed == nil, let old = clone.sourceSeed {
            remove("devices/disk") { $0.attribute("file", at: "source") == old }
        }
        var strangers: [String] = []
        var hasSeed = false
        editAll("devices/disk") { disk in
            if let old = clone.sourceSeed, let seed = clone.seed, disk.attribute("file", at: "source") == old {
                disk.stand(on: seed.path, isBlock: seed.path.hasPrefix("/dev/"), format: seed.format)
                hasSeed = true
            } else if let copy = clone.disks.first(where: { disk.names($0.fromPath, $0.from) }) {
                disk.stand(on: copy.path, isBlock: copy.path.hasPrefix("/dev/"), format: copy.format)
            } else if disk.attribute("device") != "cdrom", disk.has("source"), !disk.has("readonly") {
                strangers.append(disk.attribute("dev", at: "target") ?? "")
            }
        }
        guard strangers.isEmpty else {
            throw DriverError(
                .invalidState, "The source got other disks while it was copied: \(strangers.joined(separator: ", ")).")
        }
        if let seed = clone.seed, !hasSeed { append(seedDisk(seed), at: "devices") }
    }

    private func seedDisk(_ seed: VolumeFacts) -> Element {
        let targets = Set(all("devices/disk/target").compactMap { $0.attribute("dev") })
        let free = "abcdefghijklmnopqrstuvwxyz".map { "vd\($0)" }.first { !targets.contains($0) }
        var disk = DomainDefinition.Disk(.file(path: seed.path), format: seed.format, target: free ?? "vdz")
        disk.isReadOnly = true
        return disk.element
    }

    private mutating func setAddresses(_ clone: CloneDefinition) {
        var index = 0
        editAll("devices/interface") { nic in
            guard nic.attribute("type") != "hostdev" else { return }
            nic.set("address", at: "mac", to: clone.mac(index))
            index += 1
            // The host's name of the interface, and its port's identity at Open vSwitch.
            nic.remove("target") { $0.attribute("dev") != nil }
            nic.editAll("virtualport/parameters") { $0.set("interfaceid", to: nil) }
        }
    }

    /// Places that somebody chose for the one machine: libvirt chooses new ones.
    private mutating func dropWhatWasChosen(_ old: String, _ new: String) {
        editAll("devices/graphics") { display in
            for port in ["port", "tlsPort", "websocket"] where display.attribute(port) != nil {
                display.set(port, to: "-1")
                display.set("autoport", to: "yes")
            }
            display.set("socket", to: nil)
            display.editAll("listen") { $0.set("socket", to: nil) }
        }
        editAll("devices/vsock/cid") { cid in
            cid.set("auto", to: "yes")
            cid.set("address", to: nil)
        }
        for kind in ["serial", "console", "parallel", "channel"] {
            editAll("devices/\(kind)") { port in
                port.editAll("log") { $0.rename("file", old, new) }
                port.editAll("source") { $0.rename("path", old, new) }
            }
        }
    }

    /// Gives a file that is named after the old machine the name of the new one.
    private mutating func rename(_ attribute: String, _ old: String, _ new: String) {
        guard let path = self.attribute(attribute), let slash = path.lastIndex(of: "/"), !old.isEmpty else { return }
        let file = path[path.index(after: slash)...]
        guard file.contains(old) else { return }
        set(attribute, to: String(path[...slash]) + file.replacing(old, with: new))
    }

    private mutating func dropHostDevices(_ source: String) -> [String] {
        let count =
            remove("devices/hostdev") + remove("devices/interface") { $0.attribute("type") == "hostdev" }
            + remove("devices/tpm") { $0.attribute("type", at: "backend") == "passthrough" }
        return count == 0 ? [] : ["\(count) device(s) of the host stay with \(source): only one VM can have them."]
    }

    /// libvirt makes new flash from its template, and a new TPM by the UUID.
    private mutating func dropFirmwareState() -> [String] {
        var notes: [String] = []
        // Before the first start there is no flash yet.
        if remove("os/nvram") > 0 || attribute("firmware", at: "os") == "efi" {
            notes.append("Its UEFI variables are new: a boot entry that the source's guest made there is not.")
        }
        if has("devices/tpm") {
            notes.append("Its TPM is new: what the source's guest sealed by its own stays closed.")
        }
        return notes
    }
}
