import Testing

@testable import Inventory

struct FilterFaultTests {
    @Test(arguments: [
        ("memry > 1", FilterFault.Code.unknownColumn, 0, "memory"),
        ("name = a, stauts = b", .unknownColumn, 10, "stauts"),
        ("name == a", .badOperator, 5, "=="), ("name => a", .badOperator, 5, "=>"),
        ("isTemplate > yes", .badOperator, 11, "="),
        ("created = 2h", .badOperator, 8, "<"), ("name", .badSyntax, 4, "operator"),
        ("name a, id = 1", .badSyntax, 6, "operator"),
        ("name =", .badSyntax, 6, "value"), ("= a", .badSyntax, 0, "column"), ("name = 'a", .badSyntax, 7, "quote"),
        ("name = 'a' b", .badSyntax, 11, "comma"), ("memory > lots", .badValue, 9, "512 MiB"),
        ("memory > 3 s", .badValue, 9, "size"), ("uptime > 3 GB", .badValue, 9, "time"),
        ("cpus = 2 GB", .badValue, 7, "number"),
        ("isTemplate = perhaps", .badValue, 13, "yes or no"), ("created > soon", .badValue, 10, "date"),
        ("created > 2026-02-30", .badValue, 10, "date"), ("disks > disk1", .badValue, 8, "list"),
        ("name = vm(", .badExpression, 10, "parenthesis"), ("žluť = 1, name = [a", .badExpression, 19, "class"),
    ])
    func `a fault says what is wrong and where`(text: String, code: FilterFault.Code, offset: Int, word: String) throws
    {
        let fault = try #require(filter(text).faults.last)
        #expect(fault.code == code)
        #expect(fault.offset == offset, "\(text): \(fault)")
        #expect(fault.message.contains(word), "\(fault.message)")
    }

    @Test func `the other terms of a faulty filter stay usable`() {
        let filter = filter("nonsense = 1, name = vm1, memory > x")
        #expect(filter.faults.map(\.code) == [.unknownColumn, .badValue])
        #expect(machines.filter(filter.matches).map(\.name) == ["vm1"])
    }

    @Test func `a filter that is too long or has too many terms is refused or cut`() {
        #expect(filter("name = " + String(repeating: "a", count: 4096)).faults.map(\.code) == [.tooLong])
        let many = filter((0..<40).map { _ in "name = .*" }.joined(separator: ","))
        #expect(many.terms.count == 32)
        #expect(many.faults.map(\.code) == [.tooManyTerms])
    }

    @Test(arguments: [
        "(a+)+$", "(a|a)*b", "(a*)*b", "([a-z]+)*=", "(?:a?){30}a{30}b", "(*LIMIT_MATCH=999999999)(a+)+$",
    ])
    func `a hostile expression ends quickly, as no match and a fault`(expression: String) throws {
        let table = Table<Int, Machine>(id: \.id)
        table.upsert((0..<500).map { Machine(id: $0, name: String(repeating: "a", count: 60) + "=b!") })
        let filter = filter("id > -1, name = " + expression)
        #expect(filter.faults.isEmpty)
        let start = ContinuousClock.now
        let page = try table.page(Query(filter: filter), seal: .none)
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(page.total == 0)
        #expect(page.faults.map(\.code) == [.tooCostly])
        #expect(page.faults.first?.offset == 9)
    }

    @Test func `an expression that is just cheap enough for each cell is given up when all together take too long`()
        throws
    {
        let table = Table<Int, Machine>(id: \.id)
        table.upsert((0..<5000).map { Machine(id: $0, name: String(repeating: "a", count: 16) + "=!") })
        let start = ContinuousClock.now
        let page = try table.page(Query(filter: filter("name = ([a-z]+)*=")), seal: .none)
        #expect(page.faults.map(\.code) == [.tooCostly])
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test func `a hostile expression that is negated matches nothing either`() {
        let row = Machine(id: 1, name: String(repeating: "a", count: 60) + "!")
        #expect(!filter("name != (a+)+$").matches(row))
    }

    @Test func `a long cell is within the limits of a plain expression`() {
        let row = Machine(id: 1, name: String(repeating: "lorem ipsum ", count: 2000) + "needle\nend")
        #expect(filter("name = .*needle.*").matches(row))
        #expect(!filter("name = .*needle").matches(row))
    }

    @Test func `random texts never crash`() {
        var random = Seeded(state: 7)
        let pieces = [
            "name", "memory", "disks", "created", "isTemplate", "uptime", "id", "storage domain", "=", "<", ">", "!",
            "!=", ",", "'",
            "\"", "\\", " ", "1", "9e999", "-", "0.6 GB", "2d", "99999999999999999999", "vm.*", "(", ")", "[", "]", "{",
            "}", "*", "+",
            "?", "|", "\\d", "\u{0}", "ž", "🦥", "\u{301}", "(?<n>", "\\Q", "(?R)", "2026-05-01", "T10:00:00Z", "+99:99",
            "\n",
        ]
        var usable = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            let filter = filter(text.joined())
            for machine in machines.prefix(2) where filter.matches(machine) { usable += 1 }
        }
        #expect(usable > 0)
    }
}
