import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Hosts in network namespaces of their own, reached over TCP.
    @Suite struct SeveralHosts {
        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `machines spread over the hosts, and a dead one gets none`()
            async throws
        {
            try await Lab.with(hosts: 2) { lab in
                try await Site.with { site in
                    try await site.server.use { client in
                        try await lab.register(client)
                        var hosts: Set<String> = []
                        for name in ["a", "b", "c"] { hosts.insert(try await client.make(.blank(name)).hostName) }
                        #expect(hosts == [Site.provider, "host-1", "host-2"])
                        try await lab.fault("host-2", "kill")
                        try await eventually("host-2 is told unreachable", within: .seconds(15)) {
                            try await client.show(.hosts, "host-2", as: Host.self).state == .unreachable
                        }
                        for name in ["d", "e"] {
                            #expect(try await client.make(.blank(name)).hostName != "host-2")
                        }
                        try await lab.fault("host-2", "start")
                        try await client.awaitHost("host-2", within: .seconds(20))
                        for name in ["a", "b", "c", "d", "e"] {
                            #expect(try await client.vm(name).state == .running)
                            try await client.succeeded(try await client.deleteVM(name, key: Client.idempotencyKey()))
                        }
                    }
                }
            }
        }
    }
}

/// The lab's hosts, up for one test. The guardian takes them away when this process dies meanwhile.
struct Lab {
    let folder: String
    let addresses: [String]

    /// There can be one lab at a time.
    static var isFree: Bool { !FileManager.default.fileExists(atPath: "/run/netns/apus-host-1") }

    static func with(hosts: Int, _ body: (Lab) async throws -> Void) async throws {
        let folder = try Ground.shared.get().folder + "/lab"
        do {
            let lines = try await script("up", "\(hosts)", folder: folder)
            try await body(Lab(folder: folder, addresses: lines.split(separator: "\n").map(String.init)))
        } catch {
            // What failed tells more than what could not be cleaned.
            _ = try? await script("down", folder: folder)
            throw error
        }
        try await script("down", folder: folder)
    }

    func register(_ client: Client) async throws {
        for (number, address) in zip(1..., addresses) {
            var request = CreateProvider(name: "host-\(number)", address: address)
            (request.pool, request.poolPath) = (Site.pool, "\(folder)/host-\(number)/pools/apus")
            _ = try await client.add(request, key: Client.idempotencyKey())
        }
        for number in 1...addresses.count { try await client.awaitHost("host-\(number)") }
    }

    func fault(_ host: String, _ fault: String) async throws {
        try await Self.script("fault", "apus-" + host, fault, folder: folder)
    }

    /// Starts an ssh server in a host, for the keys of a file.
    /// - Returns: the host's address by ssh.
    func startSSH(_ number: Int, keys: String) async throws -> String {
        try await Self.script("sshd", "\(number)", keys, folder: folder)
    }

    func virsh(_ number: Int, _ arguments: String..., input: String? = nil) async throws -> String {
        try await Tool.output("/usr/bin/virsh", ["-q", "-c", addresses[number - 1]] + arguments, input: input)
    }

    @discardableResult
    private static func script(_ name: String, _ arguments: String..., folder: String) async throws -> String {
        try await Tool.output(
            "/usr/bin/env", ["APUS_LAB=" + folder, "\(Places.package)/lab/\(name)"] + arguments, within: .seconds(120))
    }
}
