import ApusModel
import Foundation
import Testing

@Suite struct QueryTests {
    @Test(arguments: [
        "limit=-1", "limit=0", "limit=1001", "limit=1e9", "limit=x", "limit=", "limit=99999999999999999999",
        "cursor=forged",
        "cursor=AAAA", "cursor=", "sort=;drop", "sort=nothing", "sort=name,name,name,name,name,name,name,name,name",
        "columns=nothing",
        "filter=nothing%20=%201", "filter=memory%20%3E%20blue", "filter=name%20~%20(((", "limit=1&limit=1", "unknown=1",
        "limit=1&LIMIT=2",
        "wait=1",
    ])
    func `a query with a fault is refused by the name of its parameter`(_ query: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("GET", "/api/v1/vms?\(query)")
            #expect(answer.status == 422, "\(query): \(answer.text)")
            let name = query.contains("&LIMIT") ? "LIMIT" : query.prefix { $0 != "=" }
            #expect(answer.faults.keys.contains("?\(name)"), "\(query): \(answer.text)")
        }
    }

    @Test(arguments: ["limit=%zz", "limit=%00", "filter=%ff"]) func `a query that is not properly encoded is refused`(
        _ query: String
    ) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.ask("GET", "/api/v1/vms?\(query)").status == 400)
        }
    }

    @Test func `a thousand filter terms are answered in words`() async throws {
        try await TestServer.run { server in
            let filter = Array(repeating: "cpus>0", count: 580).joined(separator: ",").replacingOccurrences(
                of: ">", with: "%3E")
            let answer = try await server.ask("GET", "/api/v1/vms?filter=\(filter)")
            #expect([200, 422].contains(answer.status), "\(answer.text)")
        }
    }

    @Test func `whole numbers in any form of JSON are limits`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(150, on: server.host.id))
            for limit in ["2", "2.0", "0.2e1", "2e0"] {
                let answer = try await server.ask("GET", "/api/v1/vms?limit=\(limit)")
                #expect(answer.json?["items"]?.arrayValue?.count == 2, "\(limit): \(answer.status)")
            }
        }
    }

    @Test func `a cursor serves only its own list`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(10, on: server.host.id))
            let page = try await server.ask("GET", "/api/v1/vms?limit=3&sort=-memory").decode(Page<VirtualMachine>.self)
            let cursor = try #require(page.next)
            for query in ["sort=name", "sort=-memory&filter=cpus%20%3E%200", ""] {
                let answer = try await server.ask("GET", "/api/v1/vms?\(query)&cursor=\(cursor)")
                #expect(answer.faults["?cursor"] == "query/foreignCursor", "\(answer.text)")
            }
            let changed = cursor.dropLast() + (cursor.hasSuffix("A") ? "B" : "A")
            let other = cursor.prefix(8) + (cursor.dropFirst(8).first == "A" ? "B" : "A") + cursor.dropFirst(9)
            #expect(
                try await server.ask("GET", "/api/v1/vms?sort=-memory&cursor=\(other)").faults["?cursor"]
                    == "query/forgedCursor")
            #expect(changed.count == cursor.count)
        }
    }

    @Test func `all pages together have each row once while rows come and go`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(500, on: server.host.id))
            var names: [String] = []
            var cursor: String?
            var round = 0
            repeat {
                let more = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await server.ask("GET", "/api/v1/vms?limit=37&sort=-cpus,name\(more)").decode(
                    Page<VirtualMachine>.self)
                names += page.items.map(\.name)
                cursor = page.next
                server.core.estate.machines.upsert([Rows.machine(10_000 + round, on: server.host.id)])
                round += 1
            } while cursor != nil && round < 100
            let original = names.filter { (Int($0.dropFirst(3)) ?? 10_000) < 10_000 }
            #expect(original.count == 500)
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `a filter, an order and columns shape the list`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(30, on: server.host.id))
            let query = "filter=state%20=%20running,%20memory%20%3E%201%20GiB&sort=-memory,name&columns=name,memory"
            let answer = try await server.ask("GET", "/api/v1/vms?\(query)", as: .viewer)
            let expected = Rows.machines(30, on: server.host.id).filter { $0.state == .running && $0.memory > 1 << 30 }
                .sorted { ($1.memory, $0.name) < ($0.memory, $1.name) }
            let items = expected.map { "{\"name\":\"\($0.name)\",\"memory\":\($0.memory)}" }.joined(separator: ",")
            #expect(answer.text == "{\"items\":[\(items)],\"total\":\(expected.count)}")
        }
    }

    @Test func `CSV has all rows without a limit, and no cell that a spreadsheet runs`() async throws {
        try await TestServer.run { server in
            var rows = Rows.machines(1500, on: server.host.id)
            for (index, text) in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "a,\"b\""].enumerated() {
                rows[index].description = text
            }
            server.core.estate.machines.upsert(rows)
            let headers = ["Accept": "text/csv"]
            let answer = try await server.ask(
                "GET", "/api/v1/vms?columns=name,description&sort=number".replacing("sort=number", with: "sort=id"),
                as: .viewer, headers)
            #expect(answer["Content-Type"] == "text/csv; charset=utf-8")
            #expect(answer["Content-Disposition"] == "attachment; filename=\"vms.csv\"")
            let lines = answer.text.components(separatedBy: "\r\n")
            #expect(lines.count == 1502)
            #expect(Array(lines.prefix(5)) == ["name,description", "vm-0,'=1+1", "vm-1,'+1", "vm-2,'-1", "vm-3,'@x"])
            #expect(
                answer.text.contains("vm-4,'\tx") && answer.text.contains("vm-5,\"'\rx\"")
                    && answer.text.contains("vm-6,\"a,\"\"b\"\"\""))
            let page = try await server.ask("GET", "/api/v1/vms?limit=5", as: .viewer, headers)
            #expect(page.text.components(separatedBy: "\r\n").count == 7)
        }
    }

    @Test func `kinds name every list with its columns`() async throws {
        try await TestServer.run { server in
            let kinds = try await server.ask("GET", "/api/v1/kinds", as: .viewer)
            let plurals = (0..<20).compactMap { kinds.json?[$0]?["plural"]?.stringValue }
            #expect(plurals.count == 11)
            for plural in plurals {
                #expect(try await server.ask("GET", "/api/v1/\(plural)", as: .viewer).status == 200)
            }
        }
    }
}
