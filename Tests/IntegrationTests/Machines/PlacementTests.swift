import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Where guests truly go, and whether what is said of it is true, on three libvirtds.
    @Suite struct PlacementOnHosts {
        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `guests keep apart and together as asked, a dry run is the choice, and refusals say what virsh shows`()
            async throws
        {
            try await MigrationSite.with { stage in
                let site = PlacementSite(stage: stage)
                try await stage.site.server.use { client in
                    let first = try await site.place(.blank("web-1", tags: ["web"], apartFrom: ["web"]), client)
                    let second = try await site.place(.blank("web-2", tags: ["web"], apartFrom: ["web"]), client)
                    let third = try await site.place(.blank("web-3", tags: ["web"], apartFrom: ["web"]), client)
                    #expect(Set([first, second, third]).count == 3)
                    try await site.expectNoRoom(for: .blank("web-4", apartFrom: ["web"]), client)
                    let beside = try await site.place(.blank("db", tags: ["db"], labels: ["name=\(second)"]), client)
                    #expect(beside == second)
                    #expect(try await site.place(.blank("cache", besides: ["db"]), client) == second)
                    try await site.expectMetadata(of: "web-2", on: second)
                    // What was asked outlives the guest's host: there is no third host free of web machines.
                    let moves = try await client.capacity(without: second).without?.machines ?? []
                    let fates = Dictionary(moves.map { ($0.vm, $0) }, uniquingKeysWith: { first, _ in first })
                    #expect(fates["web-2"]?.to == nil && fates["web-2"]?.reason == "anti-affinity 2")
                    #expect(fates["db"]?.to == nil && fates["db"]?.reason == "label 2")
                    #expect(fates["cache"]?.to != nil, "db went nowhere, so nothing is left to be with")
                    for name in ["web-1", "web-2", "web-3", "db", "cache"] {
                        try await client.succeeded(try await client.deleteVM(name, key: Client.idempotencyKey()))
                    }
                }
            }
        }
    }
}

/// Three hosts, and what virsh says of them.
private struct PlacementSite {
    let stage: MigrationSite

    /// Asks where it would go, makes it, and sees it run there and nowhere else.
    func place(_ request: CreateVirtualMachine, _ client: Client) async throws -> String {
        let foretold = try await client.explainPlacement(of: request)
        let operation = try await client.succeeded(try await client.create(request, key: Client.idempotencyKey()))
        let kept = try await client.placementDecision(of: operation.id.uuidString)
        let host = try await client.vm(request.name).hostName
        #expect(foretold.host == host && kept.host == host && kept.verdicts == foretold.verdicts, "\(request.name)")
        for name in [Site.provider, MigrationSite.from, MigrationSite.to] {
            #expect(try await domains(name).contains(request.name) == (name == host), "\(request.name) on \(name)")
        }
        for verdict in kept.verdicts where verdict.rule == "anti-affinity" {
            let members = try await domains(verdict.host).filter { $0.hasPrefix("web-") }
            #expect(!members.isEmpty, "\(verdict.host) was refused for \(verdict.reason ?? "")")
        }
        return host
    }

    func expectNoRoom(for request: CreateVirtualMachine, _ client: Client) async throws {
        let foretold = try await client.explainPlacement(of: request)
        #expect(foretold.host == nil && foretold.refusals == [.init(rule: "anti-affinity", hosts: 3)])
        #expect(
            foretold.verdicts.map(\.reason)
                == Array(repeating: "wants no machine of web beside it, one is there", count: 3))
        let problem = await #expect(throws: Problem.self) {
            try await client.create(request, key: Client.idempotencyKey())
        }
        #expect(problem?.status == 507 && problem?.refusals?.count == 3)
        #expect(try await client.vmIfAny(request.name) == nil)
    }

    /// The rules stand in the domain itself, so that a new server knows them.
    func expectMetadata(of name: String, on host: String) async throws {
        let xml = try await virsh(host, "metadata", name, "--uri", "urn:apus:vm:1")
        #expect(xml.contains("antiAffinity>web<"), "\(xml)")
    }

    private func domains(_ host: String) async throws -> [String] {
        try await virsh(host, "list", "--name").split(separator: "\n").map(String.init)
    }

    private func virsh(_ host: String, _ arguments: String...) async throws -> String {
        let address =
            switch host {
            case Site.provider: stage.site.host.address
            default: stage.lab.addresses[host == MigrationSite.from ? 0 : 1]
            }
        return try await Tool.output("/usr/bin/virsh", ["-q", "-c", address] + arguments)
    }
}

extension CreateVirtualMachine {
    fileprivate static func blank(
        _ name: String, tags: [String] = [], apartFrom: [String]? = nil, besides: [String]? = nil,
        labels: [String]? = nil
    ) -> CreateVirtualMachine {
        var request = blank(name, start: true)
        request.tags = tags
        var placement = Placement()
        (placement.antiAffinity, placement.affinity, placement.labels) = (apartFrom, besides, labels)
        request.placement = placement
        return request
    }
}
