import ApusClient
import ApusModel
import Foundation
import Testing

/// A server that knows two hosts of the lab beside its own.
struct MigrationSite {
    static let (from, to) = ("host-1", "host-2")

    let site: Site
    let lab: Lab

    static func with(hosts: Int = 2, _ body: (MigrationSite) async throws -> Void) async throws {
        try await Lab.with(hosts: hosts) { lab in
            try await Site.with { site in
                try await site.server.use { try await lab.register($0) }
                try await body(MigrationSite(site: site, lab: lab))
            }
        }
    }

    /// The other way.
    static func other(_ host: String) -> String { host == from ? to : from }

    func virsh(_ host: String, _ arguments: String...) async throws -> String {
        let place = Int(host.dropFirst("host-".count)).map { $0 - 1 } ?? 0
        let address = lab.addresses.indices.contains(place) ? lab.addresses[place] : ""
        return try await Tool.output("/usr/bin/virsh", ["-q", "-c", address] + arguments)
    }

    /// The state of a machine as each host says it; `absent` where it is not.
    func state(_ name: String, on host: String) async throws -> String {
        guard try await virsh(host, "list", "--all", "--name").split(separator: "\n").contains(Substring(name)) else {
            return "absent"
        }
        return try await virsh(host, "domstate", name)
    }

    /// One host runs it, the other does not know it, the row says where, and the store holds nothing any more.
    func expectOnly(on host: String, _ name: String, _ words: String, state: String = "running") async throws {
        #expect(try await self.state(name, on: host) == state, "\(words)")
        #expect(try await self.state(name, on: Self.other(host)) == "absent", "\(words)")
        let row = try await site.server.use { try await $0.vm(name) }
        #expect(row.hostName == host, "\(words)")
        #expect(row.state == (state == "running" ? .running : .off), "\(words)")
        #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [], "\(words)")
        let files = try self.files(of: row, on: Self.other(host))
        #expect(files == [], "\(words)")
    }

    /// Files of a machine in a host's pool.
    func files(of vm: VirtualMachine, on host: String) throws -> [String] {
        let folder = "\(lab.folder)/\(host)/pools/apus"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.contains(vm.id.uuidString.lowercased())
        }
    }
}

extension CreateVirtualMachine {
    func on(_ host: String) -> CreateVirtualMachine {
        var request = self
        request.host = host
        return request
    }
}
