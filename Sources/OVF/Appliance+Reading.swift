import XML

extension Appliance {
    /// Reads a descriptor.
    ///
    /// - Throws: ``OVFError`` for what is no OVF, holds several machines, or gives figures that no machine can have.
    public init(descriptor: some Collection<UInt8>) throws(OVFError) {
        let envelope: Element
        do {
            envelope = try XMLTree.parse(bytes: descriptor, limits: XMLLimits())
        } catch {
            throw OVFError("the descriptor cannot be read: \(error)")
        }
        guard envelope.localName == "Envelope" else { throw OVFError("the descriptor is no OVF envelope") }
        let systems = envelope.descendants("VirtualSystem")
        guard let system = systems.first, systems.count == 1 else {
            throw OVFError("the descriptor has \(systems.count) machines; only one can be imported at a time")
        }
        self = try Self.read(system, envelope)
    }

    private static func read(_ system: Element, _ envelope: Element) throws(OVFError) -> Appliance {
        guard let hardware = system.child("VirtualHardwareSection") else {
            throw OVFError("the descriptor tells no hardware")
        }
        let items = try hardware.elements.filter(\.isItem).map { (element) throws(OVFError) in try Item(element) }
        guard let cpus = items.first(where: { $0.kind == .processor })?.quantity,
            let memory = items.first(where: { $0.kind == .memory })
        else { throw OVFError("the descriptor tells no processors or no memory") }
        let bytes = memory.quantity.multipliedReportingOverflow(by: try memory.unit(standard: 1 << 20))
        guard !bytes.overflow, bytes.partialValue > 0, (1...4096).contains(cpus) else {
            throw OVFError("the descriptor asks for \(cpus) processors and \(memory.quantity) units of memory")
        }
        let name = system.child("Name")?.text ?? system.local("id") ?? "imported"
        return Appliance(
            name: name, description: system.child("AnnotationSection")?.child("Annotation")?.text, cpus: Int(cpus),
            memory: bytes.partialValue, disks: try disks(items, envelope),
            nics: items.filter { $0.kind == .ethernet }.map { NIC(network: $0.connection ?? "", model: $0.subtype) },
            isUEFI: hardware.isUEFI)
    }

    private static func disks(_ items: [Item], _ envelope: Element) throws(OVFError) -> [Disk] {
        let files = envelope.descendants("File").reduce(into: [String: String]()) { files, file in
            if let id = file.local("id") { files[id] = file.local("href") }
        }
        var disks: [Disk] = []
        for item in items where item.kind == .disk {
            guard let id = item.hostResource?.split(separator: "/").last,
                let disk = envelope.descendants("Disk").first(where: { $0.local("diskId") == String(id) })
            else { continue }
            let file = try disk.local("fileRef").map { (id) throws(OVFError) in
                guard let file = files[id] else {
                    throw OVFError("disk \(id) names a file that the package does not list")
                }
                return try PackageFile.checked(file)
            }
            let parent = items.first { $0.instance != nil && $0.instance == item.parent }
            disks.append(Disk(file: file, capacity: try capacity(disk), bus: parent?.bus ?? .sata))
        }
        return disks
    }

    private static func capacity(_ disk: Element) throws(OVFError) -> Int64 {
        let unit = try Allocation.bytes(disk.local("capacityAllocationUnits") ?? "byte")
        guard let number = disk.local("capacity").flatMap(Int64.init), number > 0 else {
            throw OVFError("a disk tells no capacity")
        }
        let bytes = number.multipliedReportingOverflow(by: unit)
        guard !bytes.overflow else { throw OVFError("a disk is larger than can be counted") }
        return bytes.partialValue
    }
}

/// Names of files in a package: plain ones only, since they become names on a disk.
enum PackageFile {
    static func checked(_ name: String) throws(OVFError) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte >= 32 && byte != 127 && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 255, !name.hasPrefix(".")
        else { throw OVFError("the package names a file that is not a plain name") }
        return name
    }
}
