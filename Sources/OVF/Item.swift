import XML

/// One `<Item>` of the hardware section, by the CIM words of DSP0243 (`rasd:`).
struct Item {
    /// `rasd:ResourceType` (CIM_ResourceAllocationSettingData).
    enum Kind: Int { case processor = 3, memory = 4, ide = 5, scsi = 6, ethernet = 10, disk = 17, sata = 20 }

    let kind: Kind?
    let instance: String?
    let parent: String?
    let quantity: Int64
    let units: String?
    let subtype: String?
    let connection: String?
    let hostResource: String?

    init(_ element: Element) throws(OVFError) {
        func text(_ name: String) -> String? { element.child(name)?.text }
        kind = text("ResourceType").flatMap(Int.init).flatMap(Kind.init)
        instance = text("InstanceID")
        parent = text("Parent")
        quantity = text("VirtualQuantity").flatMap(Int64.init) ?? 0
        units = text("AllocationUnits")
        subtype = text("ResourceSubType")
        connection = text("Connection")
        hostResource = text("HostResource")
    }

    /// Bytes of one unit.
    func unit(standard: Int64) throws(OVFError) -> Int64 { try units.map(Allocation.bytes) ?? standard }

    /// The bus, where this is a controller.
    var bus: Appliance.Bus? {
        switch kind {
        case .ide: .ide
        case .scsi: .scsi
        case .sata: .sata
        default: nil
        }
    }
}

/// Units as DSP0004 writes them: `byte`, `byte * 2^20`, and VMware's older `MegaBytes`.
enum Allocation {
    static func bytes(_ text: String) throws(OVFError) -> Int64 {
        let parts = text.lowercased().filter { !$0.isWhitespace }
        switch parts {
        case "byte", "bytes": return 1
        case "kilobytes": return 1 << 10
        case "megabytes", "mb": return 1 << 20
        case "gigabytes": return 1 << 30
        default: break
        }
        guard parts.hasPrefix("byte*2^"), let power = Int(parts.dropFirst(7)), (0...50).contains(power) else {
            throw OVFError("the descriptor has a unit that is not known: \(text.prefix(40))")
        }
        return 1 << Int64(power)
    }
}

extension Element {
    /// The name without its prefix: packages choose prefixes freely.
    var localName: String { String(name.split(separator: ":").last ?? "") }
    var isItem: Bool { ["Item", "StorageItem", "EthernetPortItem"].contains(localName) }

    func child(_ name: String) -> Element? { elements.first { $0.localName == name } }

    /// The attribute of a name, whatever its prefix.
    func local(_ attribute: String) -> String? {
        attributes.first { $0.name.split(separator: ":").last.map(String.init) == attribute }?.value
    }

    /// All elements of a name beneath this one, in order.
    func descendants(_ name: String) -> [Element] {
        elements.flatMap { ($0.localName == name ? [$0] : []) + $0.descendants(name) }
    }

    /// VMware keeps the firmware in an extra element of its own namespace.
    var isUEFI: Bool {
        elements.contains { $0.localName == "Config" && $0.local("key") == "firmware" && $0.local("value") == "efi" }
    }
}
