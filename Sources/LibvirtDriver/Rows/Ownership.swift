import ApusCore
import ApusModel
import FoundationEssentials
import LibvirtXML

/// What Apus keeps in the metadata of the domains it makes, so that a lost store can be rebuilt. Reading is forgiving:
/// the element alone says that the machine is ours.
///
/// ```xml
/// <apus:vm xmlns:apus="urn:apus:vm:1" operation="…" image="debian-12" instanceType="small" createdAt="…" createdBy="…">
///   <apus:volume>apus/web.qcow2</apus:volume>
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

    init(_ element: Element) {
        operation = element.attribute("operation").flatMap { UUID(uuidString: $0) }
        image = element.attribute("image")
        instanceType = element.attribute("instanceType")
        createdAt = element.attribute("createdAt").flatMap(Timestamp.date)
        createdBy = element.attribute("createdBy")
        // libvirt gives the element alone with a prefix of its own choice.
        volumes = element.elements.filter { $0.name.split(separator: ":").last == "volume" }.map(\.text)
    }

    /// The element that records an ownership.
    static func element(_ ownership: MachineDefinition.Ownership) -> Element {
        Element(
            "apus:vm",
            [
                "xmlns:apus": namespace, "operation": ownership.operation.uuidString.lowercased(),
                "image": ownership.image, "instanceType": ownership.instanceType,
                "createdAt": Timestamp.text(of: ownership.createdAt), "createdBy": ownership.createdBy,
            ],
            ownership.volumes.map { Element("apus:volume", text: $0) })
    }
}
