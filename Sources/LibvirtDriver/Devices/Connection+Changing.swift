import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Changes a device of the running guest and of its definition.
    func change(_ selector: DeviceSelector, _ change: DeviceChange, of id: UUID) throws {
        let trees = try trees(of: id)
        guard trees.both.contains(where: { $0.device(selector) != nil }) else {
            throw DriverError(.notFound, "The VM has no \(selector.words).")
        }
        switch change {
        case .limits(let limits): try limit(selector, limits, trees, id)
        case .serial(let serial): try editDevice(selector, of: id) { $0.setSerial(serial) }
        case .nic(let change): try edit(selector, trees, id) { $0.apply(change) }
        case .medium(let source, let force):
            let (medium, format) = try mediumSource(source).native
            try edit(selector, trees, id, force ? .force : []) { $0.setMedium(medium, format: format) }
        }
    }

    /// Brings a device back to what it was, wherever it is not.
    func restore(_ description: DeviceDescription, of id: UUID) throws {
        let selector = DeviceSelector(description.device)
        guard let trees = try unlessGone({ try trees(of: id) }) else { return }
        if let words = description.live, let live = trees.live {
            try restore(try XMLTree.parse(words), live.device(selector), id)
        }
        guard let words = description.configuration else { return }
        let configuration = try XMLTree.parse(words)
        try editDefinition(of: id) { domain in
            // Where no device has a boot order any more, libvirt writes one for the machine, and then refuses that of a device.
            if configuration.first("boot") != nil { domain.editAll("os") { $0.remove("boot") } }
            domain.setDevice(selector, to: configuration)
        }
    }

    /// Which volumes are a machine's own, in its metadata.
    func own(added: [String], removed: [String], by id: UUID) throws {
        let domain = try domain(id)
        let flags: [Domain.ChangeFlags] = try domain.isActive() ? [.live, .configuration] : [.configuration]
        for flag in flags {
            let before = try XMLTree.parse(try domain.metadata(.element(uri: Ownership.namespace), flag))
            let after = Ownership.changed(before, added: added, removed: removed)
            guard after != before else { continue }
            try domain.setMetadata(try after.xml(), .element(uri: Ownership.namespace), key: "apus", flag)
        }
    }

    /// Changes a device in its own element, of the running guest and of the definition, which may differ.
    private func edit(
        _ selector: DeviceSelector, _ trees: DomainTrees, _ id: UUID, _ flags: Domain.ChangeFlags = [],
        _ change: (inout Element) -> Void
    ) throws {
        if var element = trees.live?.device(selector) {
            let before = element
            change(&element)
            if element != before { try domain(id).updateDevice(try element.xml(), flags.union(.live)) }
        }
        try editDevice(selector, of: id, change)
    }

    private func editDevice(_ selector: DeviceSelector, of id: UUID, _ change: (inout Element) -> Void) throws {
        try editDefinition(of: id) { domain in
            guard var element = domain.device(selector) else { return }
            change(&element)
            domain.setDevice(selector, to: element)
        }
    }

    private func limit(_ selector: DeviceSelector, _ limits: DiskLimits, _ trees: DomainTrees, _ id: UUID) throws {
        guard case .disk(let target) = selector else { return }
        let present = trees.both.compactMap { $0.device(selector) }.first?.ioTune ?? [:]
        let domain = try domain(id)
        try domain.setBlockLimits(target, limits.native(over: present), trees.flagsWhere { $0.device(selector) != nil })
    }

    private func restore(_ before: Element, _ now: Element?, _ id: UUID) throws {
        let domain = try domain(id)
        guard let now else {
            // The names and the chain of images were libvirt's own.
            var again = before
            again.remove("alias")
            again.remove("backingStore")
            return try domain.attachDevice(try again.xml(), .live)
        }
        guard before != now else { return }
        if before.ioTune != now.ioTune, let target = before.attribute("dev", at: "target"), before.name == "disk" {
            try domain.setBlockLimits(target, DiskLimits.all(before.ioTune), .live)
        }
        let isDrive = before.attribute("device") == "cdrom"
        if before.name == "interface" || (isDrive && before.first("source") != now.first("source")) {
            try domain.updateDevice(try before.xml(), isDrive ? [.live, .force] : .live)
        }
    }
}

extension Element {
    /// What is asked of a card; absent fields stay as they are.
    fileprivate mutating func apply(_ change: ChangeNIC) {
        if let isUp = change.linkUp { setLink(isUp: isUp) }
        if let network = change.network { setNetwork(network) }
        if let filter = change.filter { setFilter(filter.isEmpty ? nil : filter) }
        if let inbound = change.inbound { setBandwidth("inbound", inbound.native) }
        if let outbound = change.outbound { setBandwidth("outbound", outbound.native) }
    }
}

extension Ownership {
    /// The element as libvirt gives it, with other volumes.
    static func changed(_ element: Element, added: [String], removed: [String]) -> Element {
        var changed = element
        // Without the white space of the listing libvirt lays the element out as before.
        changed.children = element.elements.map(Element.Node.element)
        let name = element.name.replacing("vm", with: "volume")
        changed.remove(name) { removed.contains($0.text) || added.contains($0.text) }
        for volume in added { changed.append(Element(name, text: volume)) }
        return changed
    }
}
