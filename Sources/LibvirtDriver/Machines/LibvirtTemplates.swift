import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Templates and rescues on a libvirt host.
struct LibvirtTemplates: TemplateDriver {
    let lanes: Lanes

    func setTemplate(_ id: UUID, _ isTemplate: Bool) async throws {
        try await change("mark template") { connection in
            if isTemplate {
                let state = try connection.domain(id).state().0
                guard state == .shutoff else { throw DriverError(.invalidState, "The domain is not shut off.") }
            }
            try connection.editDefinition(of: id) { $0.setTemplate(isTemplate) }
        }
    }

    /// A domain that is created from XML while it is defined runs by that XML once, and keeps its definition
    /// (`virDomainCreateXML`, virsh(1) `create`).
    func startOnce(_ id: UUID, from disc: VolumeFacts) async throws {
        try await change("rescue") { connection in
            let domain = try connection.domain(id)
            guard try !domain.isActive() else { return }
            var tree = try XMLTree.parse(try domain.xml([.inactive, .secure]), root: "domain")
            tree.bootFirst(from: disc.path)
            do {
                _ = try connection.createDomain(tree.xml())
            } catch let error as LibvirtError where error.code == .operationInvalid {
                guard try connection.domain(id).isActive() else { throw error }
            }
        }
    }

    private func change(_ name: String, _ work: @escaping @Sendable (Connection) throws -> Void) async throws {
        try await mappingErrors { try await lanes.changes.perform(name, deadline: .seconds(180), work) }
    }
}

extension Element {
    /// Marks a `<domain>` as a template: its disks become read-only where their bus can say so. The mark keeps their names,
    /// so that the same ones become writable again.
    mutating func setTemplate(_ isTemplate: Bool) {
        guard var mark = metadata(namespace: Ownership.namespace) else { return }
        let marked = Ownership(mark).template
        guard (marked != nil) != isTemplate else { return }
        var locked: [String] = []
        editAll("devices/disk") { disk in
            let target = disk.attribute("dev", at: "target") ?? ""
            if isTemplate, disk.isWritableDisk {
                disk.append(Element("readonly"))
                locked.append(target)
            } else if !isTemplate, marked?.contains(target) == true {
                disk.remove("readonly")
            }
        }
        mark.set("template", to: isTemplate ? locked.joined(separator: " ") : nil)
        // The mark declares our own namespace, the only thing that could be refused.
        try? setMetadata(mark, namespace: Ownership.namespace)
    }

    private var isWritableDisk: Bool {
        attribute("device") ?? "disk" == "disk" && !has("readonly")
            && ["virtio", "scsi"].contains(attribute("bus", at: "target") ?? "")
    }

    /// Puts a CD-ROM before everything that a `<domain>` boots from.
    mutating func bootFirst(from path: String) {
        remove("os/boot")
        editAll("devices/disk") { $0.remove("boot") }
        editAll("devices/interface") { $0.remove("boot") }
        let targets = Set(all("devices/disk/target").compactMap { $0.attribute("dev") })
        let isX86 = ["x86_64", "i686"].contains(attribute("arch", at: "os/type") ?? "x86_64")
        let free = "abcdefghijklmnopqrstuvwxyz".map { "sd\($0)" }.first { !targets.contains($0) }
        var drive = DomainDefinition.Disk(
            .file(path: path), format: "raw", target: free ?? "sdz", bus: isX86 ? "sata" : "scsi")
        drive.device = .cdrom
        drive.isReadOnly = true
        drive.bootOrder = 1
        append(drive.element, at: "devices")
    }
}
