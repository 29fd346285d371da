import FoundationEssentials
import Testing

@testable import Inventory

struct PagingTests {
    private let table: Table<Int, Machine>

    init() {
        table = Table(id: \.id)
        table.upsert(machines)
    }

    private func query(
        _ filter: String = "", sort: String = "", limit: Int = 100, cursor: String? = nil
    ) throws -> Query<Machine> {
        try Query(columns, filter: filter, sort: sort, limit: limit, cursor: cursor, now: noon)
    }

    private func ids(_ sort: String) throws -> [Int] {
        try table.page(query(sort: sort), seal: .none).rows.map(\.id)
    }

    @Test func `nothing is lowest, numbers go by value, text by lower case, lists by their first element`() throws {
        #expect(try ids("") == [1, 10, 2, 3])
        #expect(try ids("-name") == [3, 2, 10, 1])
        #expect(try ids("memory") == [10, 2, 1, 3])
        #expect(try ids("-memory") == [3, 1, 2, 10])
        #expect(try ids("OS") == [10, 3, 1, 2])
        #expect(try ids("disks") == [3, 10, 1, 2])
        #expect(try ids("-created") == [2, 1, 3, 10])
        #expect(try ids("isTemplate,-id") == [10, 3, 1, 2])
        #expect(try ids("host") == [1, 2, 3, 10])
    }

    @Test func `a page has the cells that were asked for, the total and the leading elements`() throws {
        let query = try Query(columns, filter: "disks = disk1.*", show: "name,disks", limit: 1, now: noon)
        let page = try table.page(query, seal: .none)
        #expect(page.total == 2)
        #expect(page.rows.first?.cells == [.text("vm1"), .list(["Disk1", "Disk2", "Disk3"])])
        #expect(page.rows.first?.leads == ["disks": 0])
        #expect(page.next != nil && page.version == 4)
    }

    @Test func `a limit out of range is clamped`() throws {
        #expect(try table.page(query(limit: 0), seal: .none).rows.count == 1)
        #expect(try table.page(query(limit: .max), seal: .none).rows.count == 4)
    }

    @Test func `an unknown sort column or too many are refused`() {
        #expect { try query(sort: "-nmae") } throws: { ($0 as? QueryError)?.code == .unknownColumn }
        #expect { try query(sort: Array(repeating: "id", count: 9).joined(separator: ",")) } throws: {
            ($0 as? QueryError)?.code == .tooManySorts
        }
    }

    @Test(arguments: ["name", "-name", "memory", "-memory,os", "disks,-name", "-created", "load", "host"])
    func `pages put together are the sorted list`(sort: String) throws {
        let table = Table<Int, Machine>(id: \.id)
        var random = Seeded(state: 5)
        table.upsert((0..<300).map { Self.machine($0, &random) })
        let all = table.snapshot().all(try query("id > 20", sort: sort))
        var (paged, cursor) = ([Int](), String?.none)
        repeat {
            let page = try table.page(query("id > 20", sort: sort, limit: 17, cursor: cursor), seal: .none)
            #expect(page.total == 279)
            paged += page.rows.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(paged == all.map(\.id) && all.count == 279)
        let key = try #require(columns.sort(sort).first)
        let keys = all.map { SortValue(key.column.read($0.row), type: key.column.type) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { ($0.order($1) <= 0) || key.isDescending })
        #expect(zip(keys, keys.dropFirst()).allSatisfy { ($0.order($1) >= 0) || !key.isDescending })
    }

    @Test(arguments: ["name", "-memory", "disks,-name"])
    func `while rows come and go, rows that stay are given exactly once`(sort: String) throws {
        let table = Table<Int, Machine>(id: \.id)
        var random = Seeded(state: 9)
        table.upsert((0..<400).map { Self.machine($0, &random) })
        let staying = Set((0..<400).filter { $0 % 2 == 0 })
        var (seen, cursor) = ([Int](), String?.none)
        repeat {
            let page = try table.page(query(sort: sort, limit: 13, cursor: cursor), seal: .none)
            seen += page.rows.map(\.id)
            cursor = page.next
            for _ in 0..<20 {
                let id = Int.random(in: 0..<400, using: &random) | 1
                table.remove([id])
                table.upsert([Self.machine(id + 1000, &random), Self.machine(id, &random)])
            }
        } while cursor != nil && seen.count < 5000
        let stayed = seen.filter(staying.contains)
        #expect(stayed.count == staying.count && Set(stayed) == staying)
    }

    @Test func `a cursor is bound to its list, and a forged one is refused`() throws {
        let seal = CursorSeal(
            seal: { $0 + [$0.reduce(7, ^)] },
            open: { $0.last == $0.dropLast().reduce(7, ^) ? Array($0.dropLast()) : nil })
        let cursor = try #require(try table.page(query(sort: "name", limit: 1), seal: seal).next)
        #expect(try table.page(query(sort: "name", limit: 1, cursor: cursor), seal: seal).rows.map(\.id) == [10])
        for (filter, sort) in [("", "-name"), ("id > 0", "name"), ("", "name,id")] {
            #expect { try table.page(query(filter, sort: sort, cursor: cursor), seal: seal) } throws: {
                ($0 as? QueryError)?.code == .foreignCursor
            }
        }
        let forged = [cursor + "A", String(cursor.dropLast()), "", "!!", "e30", String(repeating: "A", count: 99_999)]
        for cursor in forged {
            #expect { try table.page(query(sort: "name", cursor: cursor), seal: seal) } throws: {
                ($0 as? QueryError)?.code == .forgedCursor
            }
        }
    }

    @Test func `a cursor stays short whatever the cell`() throws {
        table.upsert([Machine(id: 5, name: String(repeating: "ä", count: 5000)), Machine(id: 6, name: "zz")])
        let page = try table.page(query("id > 4, id < 7", sort: "-name", limit: 1), seal: .none)
        #expect(page.rows.map(\.id) == [5])
        #expect(try #require(page.next).utf8.count < 800)
        #expect(
            try table.page(query("id > 4, id < 7", sort: "-name", cursor: page.next), seal: .none).rows.map(\.id) == [6]
        )
    }

    @Test func `the order of any cells is complete, and sketches agree with it`() {
        let texts = [
            "", "a", "A", "b", "vm1", "vm10", "Žába", "žába", "zz", "K", "ſ", "longer than eight a",
            "longer than eight B",
        ]
        let numbers = [-Double.infinity, -1e9, -1, -0.0, 0, 1e-9, 0.5, 1, 1e9, .infinity].map { SortValue.number($0) }
        let integers = [Int64.min, -5, -1, 0, 1, 2, 1 << 60, (1 << 60) + 1, .max].map { SortValue.integer($0) }
        let values = [SortValue.none] + texts.map { .text($0) } + numbers + integers
        for a in values {
            for b in values {
                #expect(a.order(b) == -b.order(a))
                if a.sketch < b.sketch { #expect(a.order(b) < 0, "\(a) \(b)") }
                for c in values where a.order(b) <= 0 && b.order(c) <= 0 { #expect(a.order(c) <= 0) }
            }
        }
    }

    private static func machine(_ id: Int, _ random: inout Seeded) -> Machine {
        let name = ["web", "Web", "db", "DB", "žluť", ""].randomElement(using: &random) ?? ""
        return Machine(
            id: id, name: name + "\(Int.random(in: 0..<30, using: &random))",
            os: [nil, "debian"].randomElement(using: &random) ?? nil,
            memory: Bool.random(using: &random) ? nil : Int64.random(in: 0..<20, using: &random),
            load: Double(id % 7) / 3, created: id % 3 == 0 ? nil : noon.addingTimeInterval(Double(id)),
            disks: id % 4 == 0 ? nil : (0..<id % 3).map { "Disk\($0)" })
    }
}
