import ApusModel
import FoundationEssentials

/// A client of one Apus server. Its methods stand beside their routes in `Endpoints`.
///
/// A client lives inside ``with(_:_:)``, which closes its connections at the end:
///
/// ```swift
/// let vm = try await Client.with(settings) { client in
///     try await client.show(.vms, "web-1", as: VirtualMachine.self)
/// }
/// ```
///
/// Every method throws `ApusModel.Problem` for what the server refuses and ``ClientError`` for the rest.
public struct Client: Sendable {
    let transport: Transport

    public var settings: ClientSettings { transport.settings }

    /// Lends a client to `body` and closes its connections afterwards.
    /// - Throws: ``ClientError`` `insecure-address`, and what `body` throws.
    public static func with<Value>(
        _ settings: ClientSettings, _ body: (Client) async throws -> Value
    ) async throws -> Value {
        try settings.check()
        let transport = Transport(settings)
        do {
            let value = try await body(Client(transport: transport))
            await transport.close()
            return value
        } catch {
            await transport.close()
            throw error
        }
    }

    /// A key that names one change once and for all: a request repeated with it is carried out once.
    public static func idempotencyKey() -> String { UUID().uuidString.lowercased() }
}
