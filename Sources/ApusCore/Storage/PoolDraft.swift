import ApusModel
import FoundationEssentials
import Schema

/// A request for a pool whose fields fit its type.
struct PoolDraft {
    private let request: CreatePool

    /// - Throws: a ``Problem`` that names all faulty fields.
    init(_ request: CreatePool, on host: Host, known: [StoragePool]) throws {
        self.request = request
        guard ResourceName.isValid(request.name) else {
            throw CreationPlan.fault("/name", "name/grammar", ResourceName.rule)
        }
        let faults = Self.faults(request)
        guard faults.isEmpty else {
            throw Problem(.invalid, "The request has \(faults.count) faults.", errors: faults)
        }
        if let twin = known.first(where: { $0.name.lowercased() == request.name.lowercased() }) {
            throw Problem(.nameTaken, "The host \(host.name) has a pool \(Echo.quoted(twin.name)) already.")
        }
        if let path = request.path, let twin = known.first(where: { $0.path == path }) {
            throw Problem(
                .conflict, "The pool \(Echo.quoted(twin.name)) has the directory \(Echo.quoted(path)) already.")
        }
    }

    func pool(id: UUID) -> PoolRequest {
        PoolRequest(
            id: id, name: request.name, type: request.type, path: request.path,
            source: .init(
                host: request.sourceHost, path: request.sourcePath, device: request.sourceDevice,
                name: request.sourceName))
    }

    /// The fields each type needs; those it does not know are faults too.
    private static let needs: [CreatePool.Kind: Set<String>] = [
        .dir: ["path"], .netfs: ["path", "sourceHost", "sourcePath"], .logical: ["sourceName"],
        .fs: ["path", "sourceDevice"], .iscsi: ["sourceHost", "sourceDevice"],
        .gluster: ["sourceHost", "sourceName"], .rbd: ["sourceHost", "sourceName"], .zfs: ["sourceName"],
    ]

    private static func faults(_ request: CreatePool) -> [Problem.Fault] {
        let needed = needs[request.type] ?? []
        let fields: [(String, String?)] = [
            ("path", request.path), ("sourceHost", request.sourceHost), ("sourcePath", request.sourcePath),
            ("sourceDevice", request.sourceDevice), ("sourceName", request.sourceName),
        ]
        var faults = fields.compactMap { name, value -> Problem.Fault? in
            switch (needed.contains(name), value != nil) {
            case (true, false):
                .init(
                    pointer: "/\(name)", code: "required", message: "a pool of type \(request.type.rawValue) needs it")
            case (false, true):
                .init(
                    pointer: "/\(name)", code: "unknown-field",
                    message: "a pool of type \(request.type.rawValue) has none")
            default: nil
            }
        }
        if let path = request.path, let message = PoolPathRule.fault(of: path) {
            faults.append(.init(pointer: "/path", code: "path/not-allowed", message: message))
        }
        return faults
    }
}
