import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// Labels and figures of hosts over HTTP, and what Prometheus discovers.
@Suite struct DiscoveryTests {
    @Test func `a host takes labels and figures, and lists are filtered by them`() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/hosts/\(server.host.name)"
            let body = #"{"labels":{"rack":"a1","disk":"ssd"},"overcommit":{"cpu":2},"reserved":{"memory":1048576}}"#
            let changed = try await server.ask("PATCH", path, json: body)
            #expect(changed.status == 200, "\(changed.text)")
            let patch = #"{"labels":{"disk":null},"overcommit":{"memory":1.5}}"#
            let host = try await server.ask("PATCH", path, json: patch).decode(ApusModel.Host.self)
            #expect(host.labels == ["rack": "a1"] && host.reserved?.memory == 1 << 20)
            #expect(host.overcommit == .init(cpu: 2, memory: 1.5))
            for (filter, count) in [
                ("labels = rack=a1", 1), ("labels=rack=.*", 1), ("labels = disk=ssd", 0), ("labels = 1", 1),
                ("cpuOvercommit = 2", 1), ("memoryReserved < 1 GiB", 1),
            ] {
                let query = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await server.ask("GET", "/api/v1/hosts?filter=\(query)").decode(Page<JSONValue>.self)
                #expect(page.total == count, "\(filter)")
            }
        }
    }

    @Test(arguments: [
        ("{}", ""), (#"{"labels":{"Rack":"a"}}"#, "/labels/Rack"), (#"{"labels":{"name":"a"}}"#, "/labels/name"),
        (#"{"labels":{"rack":""}}"#, "/labels/rack"), (#"{"labels":{"rack":1}}"#, "/labels/rack"),
        (#"{"labels":[]}"#, "/labels"), (#"{"overcommit":{"cpu":0}}"#, "/overcommit/cpu"),
        (#"{"overcommit":{"gpu":1}}"#, "/overcommit/gpu"), (#"{"reserved":{"cpus":1.5}}"#, "/reserved/cpus"),
        (#"{"reserved":{"memory":-1}}"#, "/reserved/memory"), (#"{"mode":"disabled"}"#, "/mode"),
    ]) func `what no host can have is refused, naming the field`(_ body: String, _ pointer: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("PATCH", "/api/v1/hosts/\(server.host.name)", json: body)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.faults.keys.contains(pointer), "\(answer.faults)")
        }
    }

    @Test func `the change encodes to what its schema takes`() throws {
        var change = ChangeHost()
        change.labels = ["rack": "a1", "old": nil]
        change.overcommit = ["cpu": 2, "memory": nil, "disk": 1]
        change.reserved = ["cpus": 1, "memory": nil, "disk": 0]
        #expect(try RequestSchemas.changeHost.faults(ofSample: change, complete: true).isEmpty)
        #expect(RequestSchemas.changeHost.declarationFaults().isEmpty)
        #expect(try JSONCoding.decode(ChangeHost.self, from: JSONCoding.encode(change)) == change)
    }

    @Test func `Prometheus is told the running VMs that have an address`() async throws {
        try await TestServer.run { server in
            var rows = Rows.machines(4, on: server.host.id)
            for index in rows.indices { (rows[index].state, rows[index].tags) = (.running, []) }
            rows[0].addresses = ["127.0.0.1", "fe80::1", "2001:db8::5", "10.0.0.5"].map {
                GuestAddress(address: $0, mac: nil, source: .agent)
            }
            rows[0].tags = ["web", "prod"]
            rows[1].addresses = [GuestAddress(address: "2001:db8::6", mac: nil, source: .lease)]
            rows[2].addresses = [GuestAddress(address: "169.254.0.1", mac: nil, source: .lease)]
            rows[3].addresses = [GuestAddress(address: "10.0.0.7", mac: nil, source: .lease)]
            rows[3].state = .off
            server.core.estate.machines.upsert(rows)
            let answer = try await server.ask("GET", "/api/v1/sd/prometheus", as: .viewer)
            #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
            let found = try answer.decode([Target].self)
            #expect(found.map(\.targets) == [["10.0.0.5:9100"], ["[2001:db8::6]:9100"]])
            #expect(found.first?.labels["__meta_apus_vm_name"] == rows[0].name)
            #expect(found.first?.labels["__meta_apus_vm_tags"] == ",prod,web,")
            #expect(found.last?.labels["__meta_apus_vm_tags"] == nil)
            let filtered = try await server.ask(
                "GET", "/api/v1/sd/prometheus?port=9200&filter=state%20%3D%20off", as: .viewer)
            #expect(try filtered.decode([Target].self).map(\.targets) == [["10.0.0.7:9200"]])
            #expect(try ResourceSchemas.prometheusTargets.faults(ofSample: found, complete: false).isEmpty)
            for query in ["filter=nothing%20=%201", "port=0", "port=70000", "other=1"] {
                #expect(try await server.ask("GET", "/api/v1/sd/prometheus?\(query)").status == 422, "\(query)")
            }
        }
    }

    private struct Target: Codable {
        var targets: [String]
        var labels: [String: String]
    }
}
