import Testing

@testable import Inventory

struct TableTests {
    private func table(history: Int = 4096) -> Table<Int, Machine> {
        Table(history: history, id: \.id, scope: { $0.host ?? "" })
    }

    private func rows(_ snapshot: Snapshot<Int, Machine>) -> [Int: Machine] {
        var rows: [Int: Machine] = [:]
        snapshot.forEach { rows[$0] = $1 }
        return rows
    }

    @Test func `an equal row is no change`() {
        let table = table()
        #expect(table.upsert(machines) == 4)
        #expect(table.upsert(machines) == 0)
        #expect(table.version == 4)
    }

    @Test func `setting a scope makes the least changes and leaves other scopes alone`() throws {
        let table = table()
        table.upsert((0..<6).map { Machine(id: $0, name: "m\($0)", host: $0 < 4 ? "a" : "b") })
        let before = table.version
        table.replaceAll(
            in: "a",
            [
                Machine(id: 0, name: "m0", host: "a"), Machine(id: 1, name: "new", host: "a"),
                Machine(id: 9, name: "m9", host: "a"),
            ])
        guard case .changes(let changes) = table.changes(since: before) else { throw Unexpected() }
        #expect(changes.map(\.id) == [1, 9, 2, 3])
        #expect(changes.map(\.kind) == [.updated, .inserted, .removed, .removed])
        #expect(changes.first?.was?.name == "m1" && changes.first?.row?.name == "new")
        #expect(table.ids(in: "a") == [0, 1, 9] && table.ids(in: "b") == [4, 5])
    }

    @Test func `a row that moved to another scope is not removed with the old one`() {
        let table = table()
        table.upsert([Machine(id: 1, name: "m", host: "a")])
        table.upsert([Machine(id: 1, name: "m", host: "b")])
        #expect(table.replaceAll(in: "a", []) == 0)
        #expect(table.row(1)?.host == "b")
        #expect(table.replaceAll(in: "b", []) == 1)
        #expect(table.count == 0)
    }

    @Test func `a table is what a dictionary is, and snapshots never change`() {
        var random = Seeded(state: 11)
        let table = table()
        var model: [Int: Machine] = [:]
        var held: [(Snapshot<Int, Machine>, [Int: Machine])] = []
        for step in 0..<6000 {
            let id = Int.random(in: 0..<2500, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<7:
                let row = Machine(id: id, name: "n\(step)", host: "h\(step % 5)")
                table.upsert([row])
                model[id] = row
            case 7..<9:
                #expect(table.remove([id]) == (model.removeValue(forKey: id) == nil ? 0 : 1))
            default:
                let host = "h\(step % 5)"
                let rows = (0..<3).map { Machine(id: id + $0, name: "r\(step)", host: host) }
                table.replaceAll(in: host, rows)
                model = model.filter { $0.value.host != host }
                for row in rows { model[row.id] = row }
            }
            if step % 500 == 0 { held.append((table.snapshot(), model)) }
        }
        #expect(rows(table.snapshot()) == model)
        #expect(table.count == model.count && model.allSatisfy { table.row($0.key) == $0.value })
        for (snapshot, model) in held {
            #expect(rows(snapshot) == model)
            #expect(snapshot.count == model.count)
        }
    }

    @Test func `slots across all levels keep their rows`() {
        let table = Table<Int, Int>(id: { $0 })
        table.upsert(0..<40_000)
        table.remove(stride(from: 0, to: 40_000, by: 7))
        let snapshot = table.snapshot()
        table.upsert(100_000..<110_000)
        var sum = 0
        table.snapshot().forEach { id, _ in sum += id }
        #expect(sum == (0..<40_000).filter { $0 % 7 != 0 }.reduce(0, +) + (100_000..<110_000).reduce(0, +))
        #expect(snapshot.count == 40_000 - 5715)
    }

    @Test func `the ring gives what was missed, or a reset`() {
        let table = table(history: 4)
        table.upsert((1...6).map { Machine(id: $0, name: "m") })
        #expect(sequences(table.changes(since: 2)) == [3, 4, 5, 6])
        #expect(sequences(table.changes(since: 6)) == [])
        for sequence: UInt64 in [0, 1, 7, .max] {
            guard case .reset(let version) = table.changes(since: sequence) else { Issue.record("no reset"); continue }
            #expect(version == 6)
        }
    }

    @Test func `a subscriber follows, and a slow one gets a reset and then goes on`() async {
        let table = table(history: 4)
        let subscription = table.subscribe()
        var changes = subscription.makeAsyncIterator()
        table.upsert([Machine(id: 1, name: "m"), Machine(id: 2, name: "m")])
        #expect(sequences(await changes.next()) == [1, 2])
        table.upsert((10..<20).map { Machine(id: $0, name: "m") })
        #expect(sequences(await changes.next()) == nil)
        table.remove([1])
        #expect(sequences(await changes.next()) == [13])
    }

    @Test func `a subscriber that starts late gets what it missed first`() async {
        let table = table()
        table.upsert(machines)
        var changes = table.subscribe(since: 1).makeAsyncIterator()
        #expect(sequences(await changes.next()) == [2, 3, 4])
    }

    @Test func `a subscriber ends with its task and leaves nothing behind`() async {
        let table = table()
        let task = Task { [subscription = table.subscribe()] in
            for await _ in subscription {}
        }
        task.cancel()
        await task.value
        #expect(table.subscriberCount == 0)
    }

    @Test func `many writers lose nothing`() async {
        let table = table()
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        table.upsert([Machine(id: writer * 1000 + number, name: "m")])
                        if number % 50 == 0 { _ = table.snapshot().all(Query()) }
                    }
                }
            }
        }
        #expect(table.count == 1600 && table.version == 1600)
    }

    private func sequences(_ changes: Changes<Int, Machine>?) -> [UInt64]? {
        if case .changes(let changes) = changes { changes.map(\.sequence) } else { nil }
    }
}

struct Unexpected: Error {}
