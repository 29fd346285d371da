import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Domain {
    /// What Apus keeps with the domain, without prefix and namespace; nil for one that is not managed.
    borrowing func mark() throws -> Element? {
        let flags: XMLFlags = try isPersistent() ? [.inactive] : []
        let tree = try XMLTree.parse(xml(flags), root: "domain")
        return tree.metadata(namespace: Ownership.namespace).map(Ownership.bare)
    }

    /// Writes texts and what Apus keeps, to the guest that runs or to the next start.
    borrowing func write(_ change: ChangeVirtualMachine, _ flags: ChangeFlags) throws {
        if let title = change.title { try setMetadata(title.isEmpty ? nil : title, .title, flags) }
        if let notes = change.description { try setMetadata(notes.isEmpty ? nil : notes, .description, flags) }
        guard Ownership.concerns(change), let mark = try mark() else { return }
        var edited = Ownership.edited(mark, change)
        if StartWithHost.concerns(change) {
            edited = Ownership.marked(edited, StartWithHost(mark, flag: try autostart(), change))
        }
        try setMetadata(try edited.xml(), .element(uri: Ownership.namespace), key: "apus", flags)
    }

    /// Gives a running guest CPUs and memory.
    /// - Returns: what it does not take now, in words.
    borrowing func resize(_ change: ChangeVirtualMachine) throws -> [String] {
        var notes: [String] = []
        if let cpus = change.cpus, let count = UInt32(exactly: cpus), try info().vcpus != count {
            let refusal = try refusal { try $0.setVCPUs(count, .live) }
            if let refusal { notes.append("The guest keeps its CPUs until its next start: \(refusal).") }
        }
        if let memory = change.memory, let bytes = UInt64(exactly: memory), try info().memory != bytes {
            let refusal = try refusal { try $0.setMemory(bytes: bytes, .live) }
            if let refusal { notes.append("The guest keeps its memory until its next start: \(refusal).") }
        }
        return notes
    }

    /// What no running guest takes.
    borrowing func waiting(_ change: ChangeVirtualMachine) throws -> [String] {
        let now = DomainDescription(try XMLTree.parse(xml(), root: "domain"))
        let parts: [(name: String, isAsked: Bool)] = [
            ("maximum CPUs", change.maximumCPUs.map { $0 != now.maximumVCPUs } ?? false),
            ("maximum memory", change.maximumMemory.map { $0 != now.maximumMemory } ?? false),
            ("CPU model and topology", change.cpu != nil), ("machine type", change.machine != nil),
            ("firmware", change.firmware.map { $0.rawValue != now.os.firmware?.rawValue } ?? false),
            ("boot order", change.bootOrder != nil), ("graphics", change.graphics != nil),
            ("video", change.video.map { $0 != now.videos.first } ?? false),
        ]
        let asked = parts.filter(\.isAsked).map(\.name)
        return asked.isEmpty ? [] : ["Takes effect at the next start: \(asked.joined(separator: ", "))."]
    }

    /// Why the host or the guest refuses; nil where neither does. What says nothing of the request is thrown.
    private borrowing func refusal(_ body: (borrowing Domain) throws -> Void) throws -> String? {
        do {
            try body(self)
            return nil
        } catch let error as LibvirtError {
            let code = DriverError(error).code
            guard [.unreachable, .timedOut, .busy, .cancelled].contains(code) else { return error.message }
            throw error
        }
    }
}
