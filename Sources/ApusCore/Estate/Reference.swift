import ApusModel
import FoundationEssentials
import Schema

/// A thing that can be meant by UUID, number or name.
public protocol Referable: Sendable {
    static var noun: String { get }
    var id: UUID { get }
    var name: String { get }
    /// Its number; nil for things without.
    var reference: Int64? { get }
    /// How an ambiguous answer names it.
    var candidate: String { get }
    /// Whether a text that is no UUID and no number means it.
    func isNamed(_ text: String) -> Bool
}

extension Referable {
    public func isNamed(_ text: String) -> Bool { name == text }
}

extension Referable {
    public var candidate: String { id.uuidString.lowercased() }
}

extension Referable where Self: Registered {
    public var reference: Int64? { number }
}

extension Provider: Referable {}
extension Image: Referable {}
extension InstanceType: Referable {}

extension Host: Referable {
    public static var noun: String { "host" }
    public var reference: Int64? { number }
}

extension VirtualMachine: Referable {
    public static var noun: String { "vm" }
    public var reference: Int64? { nil }
    public var candidate: String { "\(id.uuidString.lowercased()) on host \(hostName)" }
}

extension StoragePool: Referable {
    public static var noun: String { "pool" }
    public var reference: Int64? { nil }
    public var candidate: String { "\(id.uuidString.lowercased()) on host \(hostName)" }
}

extension Volume: Referable {
    public static var noun: String { "volume" }
    public var reference: Int64? { nil }
    public var candidate: String { "\(id.uuidString.lowercased()) (\(fullName)) on host \(hostName)" }
    /// By its name, or by `pool:volume`.
    public func isNamed(_ text: String) -> Bool { name == text || fullName == text }
}

extension Network: Referable {
    public static var noun: String { "network" }
    public var reference: Int64? { nil }
    public var candidate: String { "\(id.uuidString.lowercased()) on host \(hostName)" }
}

extension ApusModel.Operation: Referable {
    public static var noun: String { "operation" }
    public var name: String { String(number) }
    public var reference: Int64? { number }
}

extension Sequence where Element: Referable {
    /// The one row that `reference` means: a UUID first, then a number, then a name.
    /// - Throws: a ``Problem`` `not-found`, or `ambiguous` with the candidates.
    public func resolve(_ reference: String) throws -> Element {
        let matches = matches(reference)
        guard let match = matches.first else {
            throw Problem(.notFound, "There is no \(Element.noun) \(Echo.quoted(reference)).")
        }
        guard matches.count == 1 else {
            var problem = Problem(
                .ambiguous,
                "\(Echo.quoted(reference)) means \(matches.count) \(Element.noun)s; use the UUID or the host.")
            problem.candidates = matches.prefix(20).map(\.candidate)
            throw problem
        }
        return match
    }

    private func matches(_ reference: String) -> [Element] {
        if let id = UUID(uuidString: reference) { return filter { $0.id == id } }
        if let number = Int64(reference) {
            let numbered = filter { $0.reference == number }
            if !numbered.isEmpty { return numbered }
        }
        return filter { $0.isNamed(reference) }
    }
}
