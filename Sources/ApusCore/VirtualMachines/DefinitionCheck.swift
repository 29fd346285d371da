import ApusModel
import FoundationEssentials

/// Whether XML that a person edited may replace a machine's definition.
struct DefinitionCheck {
    let request: RedefineVirtualMachine
    let definitions: any DefinitionDriver
    let id: UUID

    init(_ request: RedefineVirtualMachine, _ definitions: any DefinitionDriver, _ id: UUID) {
        self.request = request
        self.definitions = definitions
        self.id = id
    }

    /// What would change, and why it would be refused.
    func review() async throws -> DefinitionReview {
        let present = try await definitions.xml(of: id, inactive: true)
        let faults = try await definitions.faults(in: request, for: id) + staleness(present)
        return DefinitionReview(diff: UnifiedDiff.text(from: present, to: request.xml), faults: faults)
    }

    /// - Throws: a ``Problem`` `precondition-failed` for a stale base, `invalid` with all faults.
    func requireGood() async throws {
        let present = try await definitions.xml(of: id, inactive: true)
        guard staleness(present).isEmpty else {
            throw Problem(
                .preconditionFailed, "The definition is not the one that was edited; read it again and edit that.")
        }
        let faults = try await definitions.faults(in: request, for: id)
        guard faults.isEmpty else { throw Problem(.invalid, "The definition is not allowed.", errors: faults) }
    }

    private func staleness(_ present: String) -> [Problem.Fault] {
        guard let base = request.base, base != present else { return [] }
        return [.init(pointer: "/base", code: "stale", message: "is not the present definition; read it again")]
    }
}
