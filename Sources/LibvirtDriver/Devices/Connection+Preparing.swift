import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Checks that a domain can have a device, and fills in what was left open.
    func prepare(_ device: DeviceAttachment, for id: UUID, images: [String]) throws -> DeviceAttachment {
        switch device {
        case .disk(let disk): return .disk(try prepare(disk, for: id, images))
        case .nic(let nic):
            if let filter = nic.filter { try requireNetworkFilter(named: filter) }
            try refuseIfHeld("network card \(nic.mac)") { $0.interfaces.contains { $0.mac == nic.mac } }
            return device
        case .hostDevice(let address):
            try check(address, for: id)
            return device
        }
    }

    private func prepare(_ disk: DiskAttachment, for id: UUID, _ images: [String]) throws -> DiskAttachment {
        var prepared = disk
        let trees = try trees(of: id)
        let taken = Set(trees.both.flatMap { $0.all("devices/disk").compactMap { $0.attribute("dev", at: "target") } })
        if let target = disk.target, taken.contains(target) {
            throw DriverError(.exists, "The VM has a disk \(target) already.")
        }
        guard let target = disk.target ?? DeviceText.freeTarget(disk.bus.targetPrefix, taken) else {
            throw DriverError(.refused, "The VM has too many disks.")
        }
        prepared.target = target
        prepared.source = try mediumSource(disk.source)
        if case .volume(let pool, let name) = disk.source, case .file(let facts) = prepared.source, !disk.readOnly {
            try requireWritable(facts.path, in: pool, name, images)
        }
        return prepared
    }

    /// A volume by its path and format, as its pool knows them.
    func mediumSource(_ source: DiskAttachment.Source) throws -> DiskAttachment.Source {
        guard case .volume(let poolName, let name) = source else { return source }
        let pool = try pool(named: poolName)
        guard try pool.isActive() else { throw DriverError(.invalidState, "The pool \(poolName) is not active.") }
        if try unlessGone({ try pool.volume(named: name) }) == nil { try pool.refresh() }
        let volume = try pool.volume(named: name)
        let description = try VolumeDescription(xml: volume.xml())
        let format = description.format == "iso" ? "raw" : description.format ?? "raw"
        guard Image.Format(rawValue: format)?.isForeign == false, try volume.info().kind == .file || format == "raw"
        else {
            throw DriverError(.unsupported, "The volume is of the format \(format); disks are qcow2 or raw.")
        }
        return .file(VolumeFacts(path: try volume.path(), format: format))
    }

    /// Nobody else may have it, and it may be below no other disk nor above an unknown one.
    private func requireWritable(_ path: String, in poolName: String, _ name: String, _ images: [String]) throws {
        guard !images.contains(path) else {
            throw DriverError(.exists, "The volume is an image that VMs are made from; attach it readOnly.")
        }
        try refuseIfHeld("volume \(poolName)/\(name)") { domain in
            domain.disks.contains { disk in
                disk.source.path == path || disk.backingChain.contains { $0.source.path == path }
                    || disk.source == .volume(pool: poolName, volume: name)
            }
        }
        let chains = try pool(named: poolName).listVolumes { try? VolumeDescription(xml: $0.xml()) }
        if let above = chains.compactMap(\.self).first(where: { $0.backingPath == path }) {
            throw DriverError(.exists, "The volume \(above.name) is built upon it; attach it readOnly.")
        }
        if let below = chains.compactMap(\.self).first(where: { $0.path == path })?.backingPath, !images.contains(below)
        {
            throw DriverError(.refused, "The volume is built upon a file that is no image of Apus.")
        }
    }

    /// Refuses what some domain of the host has, running or not.
    func refuseIfHeld(_ what: String, _ holds: (DomainDescription) -> Bool) throws {
        guard let holder = try allDescriptions().first(where: { holds($0.description) }) else { return }
        throw DriverError(.exists, "The VM “\(holder.name)” has the \(what) already.")
    }

    /// Every domain as it runs, and as it will at its next start.
    func allDescriptions() throws -> [(name: String, description: DomainDescription)] {
        try listDomains { domain in
            try unlessGone(domain) { domain in
                let name = try domain.name()
                var texts = [try domain.xml()]
                if domain.id != nil, try domain.isPersistent() { texts.append(try domain.xml(.inactive)) }
                return texts.compactMap { text in
                    (try? DomainDescription(xml: text)).map { (name: name, description: $0) }
                }
            }
        }.compactMap(\.self).flatMap(\.self)
    }
}
