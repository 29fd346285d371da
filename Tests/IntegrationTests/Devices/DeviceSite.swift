import ApusClient
import ApusModel
import Foundation

extension Site {
    /// The definition of a domain's next start, line by line, to see what a change touched.
    func definition(_ name: String) async throws -> [String] {
        try await host.virsh("dumpxml", "--inactive", name).split(separator: "\n").map(String.init)
    }

    /// Lines of the second that the first has not, and the other way round.
    static func difference(_ before: [String], _ after: [String]) -> (gone: [String], new: [String]) {
        let difference = after.difference(from: before)
        return (
            difference.removals.map(\.line), difference.insertions.map(\.line)
        )
    }

    /// Targets and sources as `virsh domblklist` shows them.
    func disks(_ name: String, live: Bool = true) async throws -> [String: String] {
        let arguments = live ? ["domblklist", name] : ["domblklist", name, "--inactive"]
        let text = try await Tool.output("/usr/bin/virsh", ["-q", "-c", host.address] + arguments)
        let pairs = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        return Dictionary(
            pairs.compactMap { pair in
                pair.count == 2 ? (pair[0], pair[1].trimmingCharacters(in: .whitespaces)) : nil
            }
        ) { $1 }
    }

    /// A tiny guest with a key, once it answers; and a way to ask it.
    func guest(_ name: String, _ client: Client) async throws -> (String) async throws -> String {
        let key = try await GuestKey.made()
        var request = CreateVirtualMachine.tiny(name)
        request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
        try await client.make(request)
        let address = try await client.address(of: name).address
        _ = try await key.ask("ada", at: address, "true")
        return { try await key.ask("ada", at: address, $0) }
    }
}

extension CollectionDifference.Change where ChangeElement == String {
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line
        }
    }
}

extension Client {
    static var newKey: String { idempotencyKey() }
}
