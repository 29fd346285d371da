import FoundationEssentials
import Testing

@testable import Inventory

struct ColumnsTests {
    @Test func `a kind travels as JSON and comes back`() throws {
        let data = try JSONEncoder().encode(columns.kind)
        #expect(try JSONDecoder().decode(Kind.self, from: data) == columns.kind)
        let memory = try #require(columns.kind.columns.first { $0.name == "memory" })
        #expect(
            memory.type == .bytes && memory.unit == "MiB" && memory.isDefault
                && memory.help == "What the guest may use.")
        #expect(columns.kind.columns.first { $0.name == "disks" }?.link == "volume")
    }

    @Test func `columns are chosen by name or title, all, or as declared`() throws {
        #expect(try columns.select("os, Storage Domain").map(\.name) == ["os", "storageDomain"])
        #expect(try columns.select("").map(\.name) == ["name", "memory", "disks"])
        #expect(try columns.select("*").count == columns.all.count)
        #expect { try columns.select("name,nmae") } throws: { ($0 as? QueryError)?.code == .unknownColumn }
    }

    @Test func `a wrong name meets the nearest column, or none`() {
        #expect(columns.nearest(to: "memroy")?.name == "memory")
        #expect(columns.nearest(to: "storage domian")?.name == "storageDomain")
        #expect(columns.nearest(to: "zzzzzzzzz") == nil)
        #expect(columns.nearest(to: String(repeating: "n", count: 100_000)) == nil)
    }

    @Test func `the first of two columns of one name wins`() {
        let columns = Columns<Machine>(
            name: "x", plural: "xs", title: "X", [.text("a", "b") { _ in "first" }, .text("b", "c") { _ in "second" }])
        #expect(columns["a"]?.title == "b")
        #expect(columns["B"]?.title == "c")
        #expect(columns["C"]?.title == "c")
    }
}
