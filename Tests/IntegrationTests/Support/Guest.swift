import ApusClient
import ApusModel
import Foundation

/// A key that opens guests.
struct GuestKey: Sendable {
    let file: String
    let publicKey: String

    static func made() async throws -> GuestKey { try await pair.value }

    private static let pair = Task {
        let file = try Ground.shared.get().folder + "/key"
        try await Tool.output("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "it", "-f", file])
        let text = try String(contentsOfFile: file + ".pub", encoding: .utf8)
        return GuestKey(file: file, publicKey: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// What a command prints in the guest, once it can be reached.
    func ask(
        _ user: String, at address: String, _ command: String, within limit: Duration = .seconds(60)
    ) async throws -> String {
        let options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "ConnectTimeout=3"]
        let arguments = ["-q", "-i", file] + options.flatMap { ["-o", $0] } + ["\(user)@\(address)", command]
        return try await eventually("\(user)@\(address) answers", within: limit, every: .milliseconds(200)) {
            try await Tool.output("/usr/bin/ssh", arguments)
        }
    }
}

extension Client {
    /// The address of a guest, once it is known.
    func address(of name: String, within limit: Duration = .seconds(60)) async throws -> GuestAddress {
        try await eventually("\(name) has an address", within: limit, every: .milliseconds(100)) {
            try await vm(name).addresses.first { !$0.address.contains(":") }
        }
    }
}
