import ApusCore
import FoundationEssentials
import Libvirt
import LibvirtXML

/// What a domain is now and what it will be at its next start.
struct DomainTrees {
    /// nil for a domain that is off.
    var live: Element?
    var configuration: Element

    var both: [Element] { [live, configuration].compactMap(\.self) }
    /// What a change of everything has to meet.
    var flags: Domain.ChangeFlags { live == nil ? [.configuration] : [.live, .configuration] }
}

extension Connection {
    func trees(of id: UUID) throws -> DomainTrees {
        let domain = try domain(id)
        let live = try domain.isActive() ? try XMLTree.parse(try domain.xml(.secure), root: "domain") : nil
        return DomainTrees(
            live: live, configuration: try XMLTree.parse(try domain.xml([.inactive, .secure]), root: "domain"))
    }

    /// Gives a domain a device wherever it has none such yet.
    func attach(_ element: Element, _ selector: DeviceSelector, to id: UUID) throws {
        let trees = try trees(of: id)
        let missing = trees.flagsWhere { $0.device(selector) == nil }
        guard !missing.isEmpty else { return }
        let domain = try domain(id)
        if element.attribute("bus", at: "target") == "scsi" { try domain.ensureSCSIController(trees) }
        try domain.attachDevice(try element.xml(), missing)
    }

    /// Asks a running guest to let go. That it was asked before, and has not yet, is no error.
    func askToRelease(_ selector: DeviceSelector, of id: UUID) throws {
        guard let element = try unlessGone({ try trees(of: id).live?.device(selector) }) ?? nil else { return }
        do {
            try domain(id).detachDevice(try element.xml(), .live)
        } catch let error as LibvirtError {
            guard error.message.contains("in the process of unplug") || error.code == .deviceMissing else {
                throw error
            }
        }
    }

    /// A device in its own words.
    func describe(_ device: DeviceReference, of id: UUID) throws -> DeviceDescription {
        let (trees, selector) = (try trees(of: id), DeviceSelector(device))
        let (live, configuration) = (trees.live?.device(selector), trees.configuration.device(selector))
        guard let shown = live ?? configuration else {
            throw DriverError(.notFound, "The VM has no \(selector.words).")
        }
        return DeviceDescription(
            device: device, live: try live?.xml(), configuration: try configuration?.xml(),
            path: ImageSource(in: shown).path)
    }
}

extension DomainTrees {
    /// The places for which a condition holds.
    func flagsWhere(_ condition: (Element) -> Bool) -> Domain.ChangeFlags {
        var flags: Domain.ChangeFlags = condition(configuration) ? [.configuration] : []
        if let live, condition(live) { flags.insert(.live) }
        return flags
    }
}

extension Domain {
    /// libvirt's own choice would be a controller that many guests have no driver for.
    fileprivate borrowing func ensureSCSIController(_ trees: DomainTrees) throws {
        let missing = trees.flagsWhere { domain in
            !domain.all("devices/controller").contains { $0.attribute("type") == "scsi" }
        }
        guard !missing.isEmpty else { return }
        try attachDevice(try Element("controller", ["type": "scsi", "model": "virtio-scsi"]).xml(), missing)
    }
}
