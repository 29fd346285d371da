import ApusCore
import ApusModel
import Foundation
import Workflow

@testable import ApusStore

/// A folder that is there for one test.
final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "apus-store-\(UUID().uuidString)"

    var database: String { path + "/apus.sqlite" }
    func open() throws -> Store { try Store(folder: path) }
    func mode(_ file: String = "") throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + file)[.posixPermissions] as? Int
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension Acceptance {
    /// A create of one machine on `host`, which was at `generation`.
    static func sample(
        vm: UUID = UUID(), host: UUID? = nil, generation: Int64 = 0, locks: [String] = [], input: String = "{}",
        key: IdempotencyKey? = nil
    ) -> Acceptance {
        let operation = ApusModel.Operation(
            id: UUID(), kind: "vm.create", target: .init(kind: "vm", id: vm, name: "web1"), host: host, actor: "tester",
            createdAt: Date(timeIntervalSince1970: 1_800_000_000))
        return Acceptance(
            operation: operation, workflow: "vm.create.v1", input: Data(input.utf8), locks: locks,
            intents: host.map { [VirtualMachine(id: vm, name: "web1", host: $0, hostName: "node1", state: .starting)] }
                ?? [],
            claim: host.map { Claim(vm: vm, host: $0, cpus: 1, memory: 1 << 30, generation: generation) },
            idempotency: key)
    }
}

extension OperationStore {
    /// Accepts what must be new.
    func accepted(_ acceptance: Acceptance) async throws -> ApusModel.Operation {
        switch try await accept(acceptance) {
        case .new(let operation): return operation
        case .existing: throw Problem(.conflict, "not new")
        }
    }
}

extension RegistryStore {
    /// A host that the store knows.
    func host() async throws -> UUID {
        let provider = Provider(
            id: UUID(), number: 0, name: "p\(UUID().uuidString)", kind: .libvirt, address: "a", settings: .init(),
            createdAt: Date(timeIntervalSince1970: 0))
        return try await identify(native: "n", of: try await add(provider).id, suggestedName: "node1").id
    }
}

func image(_ name: String) -> Image {
    Image(
        id: UUID(), number: 0, name: name, path: "/images/\(name)", format: .qcow2,
        createdAt: Date(timeIntervalSince1970: 0))
}
