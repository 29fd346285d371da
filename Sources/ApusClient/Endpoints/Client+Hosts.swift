import ApusModel
import FoundationEssentials

extension Client {
    /// Sets labels, overcommit and reservations of a host.
    ///
    /// Maps to `PATCH /api/v1/hosts/{ref}`.
    public func changeHost(_ ref: String, _ change: ChangeHost) async throws -> Host {
        try await transport.send(Request(.patch, api: "hosts", ref).body(change)).decode(Host.self)
    }
}
