import ApusCore
import ApusModel
import FoundationEssentials
import LibvirtXML

/// What Apus keeps in the metadata of the domains it makes or adopts, so that a lost store can be rebuilt. Reading is
/// forgiving: the element alone says that the machine is ours.
///
/// ```xml
/// <apus:vm xmlns:apus="urn:apus:vm:1" operation="…" image="debian-12" instanceType="small" createdAt="…" createdBy="…">
///   <apus:volume>apus/web.qcow2</apus:volume>
///   <apus:tag>prod</apus:tag>
///   <apus:hostLabel>rack=a1</apus:hostLabel> <apus:affinity>db</apus:affinity> <apus:antiAffinity>prod</apus:antiAffinity>
/// </apus:vm>
/// ```
struct Ownership: Hashable, Sendable {
    static let namespace = "urn:apus:vm:1"

    var operation: UUID?
    var image: String?
    var instanceType: String?
    var createdAt: Date?
    var createdBy: String?
    var volumes: [String]
    var linkedTo: UUID?
    var clonedFrom: UUID?
    /// Set on templates: the disks that were made read-only for it.
    var template: [String]?
    var isAdopted: Bool
    var tags: [String]
    var placement: PlacementRules?
    var startOrder: Int?
    /// Seconds.
    var startDelay: Int?
    /// Whether Apus starts it when its host has booted, in the place of libvirt's autostart.
    var startsInOrder: Bool
    var deleteProtection: Bool
    var startProtection: Bool

    init(_ element: Element) {
        operation = element.attribute("operation").flatMap { UUID(uuidString: $0) }
        image = element.attribute("image")
        instanceType = element.attribute("instanceType")
        createdAt = element.attribute("createdAt").flatMap(Timestamp.date)
        createdBy = element.attribute("createdBy")
        // libvirt gives the element alone with a prefix of its own choice.
        volumes = element.children(named: "volume").map(\.text)
        linkedTo = element.attribute("linkedTo").flatMap { UUID(uuidString: $0) }
        clonedFrom = element.attribute("clonedFrom").flatMap { UUID(uuidString: $0) }
        template = element.attribute("template").map { $0.split(separator: " ").map(String.init) }
        isAdopted = element.attribute("adoptedAt") != nil
        tags = element.children(named: "tag").map(\.text)
        let rules = PlacementRules(
            labels: element.children(named: "hostLabel").map(\.text),
            affinity: element.children(named: "affinity").map(\.text),
            antiAffinity: element.children(named: "antiAffinity").map(\.text))
        placement = rules == PlacementRules() ? nil : rules
        startOrder = element.attribute("startOrder").flatMap { Int($0) }
        startDelay = element.attribute("startDelay").flatMap { Int($0) }
        startsInOrder = element.attribute("autostart") == "ordered"
        deleteProtection = element.attribute("deleteProtection") == "yes"
        startProtection = element.attribute("startProtection") == "yes"
    }

    /// The element that records an ownership.
    static func element(_ ownership: MachineDefinition.Ownership) -> Element {
        Element(
            "apus:vm",
            [
                "xmlns:apus": namespace, "operation": ownership.operation.uuidString.lowercased(),
                "image": ownership.image, "instanceType": ownership.instanceType,
                "createdAt": Timestamp.text(of: ownership.createdAt), "createdBy": ownership.createdBy,
                "linkedTo": ownership.linkedTo?.uuidString.lowercased(),
                "clonedFrom": ownership.clonedFrom?.uuidString.lowercased(),
            ],
            ownership.volumes.map { Element("apus:volume", text: $0) }
                + ownership.tags.map { Element("apus:tag", text: $0) }
                + (ownership.placement?.labels ?? []).map { Element("apus:hostLabel", text: $0) }
                + (ownership.placement?.affinity ?? []).map { Element("apus:affinity", text: $0) }
                + (ownership.placement?.antiAffinity ?? []).map { Element("apus:antiAffinity", text: $0) })
    }
}

extension Element {
    /// The children of a name, whatever their prefix.
    func children(named name: Substring) -> [Element] {
        elements.filter { $0.name.split(separator: ":").last == name }
    }
}
