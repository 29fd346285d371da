import ApusClient
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct TableTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let rows: [JSONValue] = [
        .object([
            "name": .string("web-1"), "state": .string("running"), "memory": .integer(1 << 30),
            "createdAt": .string("2027-01-15T07:57:00.000Z"),
        ]),
        .object(["name": .string("漢\u{1B}"), "state": .string("off"), "memory": .integer(3 << 29), "createdAt": .null]),
    ]

    private func table(_ rows: [JSONValue]) -> TextTable {
        RowTable(columns: Samples.vmKind.columns.filter(\.isDefault), now: now).table(rows)
    }

    @Test func `columns line up, sizes and ages are human`() {
        let lines = table(rows).lines(paint: Paint(isOn: false))
        #expect(
            lines == [
                "NAME   STATE     MEMORY  CREATED",
                "web-1  running    1 GiB  3m",
                "漢\\e   off      1.5 GiB  -",
            ])
    }

    @Test func `colours change nothing but colours`() {
        let painted = table(rows).lines(paint: Paint(isOn: true)).joined(separator: "\n")
        let plain = table(rows).lines(paint: Paint(isOn: false)).joined(separator: "\n")
        #expect(painted.contains("\u{1B}[32mrunning\u{1B}[0m"))
        #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test(
        arguments: [
            (.number(12.5), "number", "%", "12.5%"), (.integer(3), "integer", "B/s", "3 B/s"),
            (.number(90), "duration", "s", "1m"),
            (.array(["a", "b", "c", "d", "e"].map { .string($0) }), "list", nil, "a, b, c (+2)"),
            (.bool(true), "flag", nil, "yes"),
            (.string("soon"), "date", nil, "soon"), (.string("x"), "brand-new", nil, "x"),
        ] as [(JSONValue, String, String?, String)])
    func `each type of column has its form`(value: JSONValue, type: String, unit: String?, text: String) {
        #expect(CellText.of(value, Kind.Column(name: "c", title: "C", type: type, unit: unit), now: now) == text)
    }

    @Test func `what names a row stands first unless columns were named`() {
        let kind = Kind(
            name: "k", plural: "ks", title: "K",
            columns: [
                .init(name: "number", title: "#", type: "integer"), .init(name: "name", title: "N", type: "text"),
            ])
        #expect(kind.standardColumns.map(\.name) == ["name", "number"])
    }

    @Test func `titles can be left out`() {
        #expect(table(rows).lines(headers: false, paint: Paint(isOn: false)).count == 2)
    }

    @Test func `a row without the columns shows dashes`() {
        #expect(table([.null]).lines(headers: false, paint: Paint(isOn: false)) == ["-  -  -  -"])
    }

    @Test func `details show the name first and lists of things as tables`() {
        let resource: JSONValue = .object([
            "id": .string("1-2"), "memory": .integer(1 << 30), "name": .string("web-1"), "description": .null,
            "disks": .array([.object(["target": .string("vda"), "source": .string("apus/web-1")])]),
        ])
        let lines = Details(kind: Samples.vmKind, now: now, paint: Paint(isOn: false)).lines(resource)
        #expect(
            lines == [
                "Name    web-1", "ID      1-2", "Memory  1 GiB", "Disks", "  TARGET  SOURCE", "  vda     apus/web-1",
            ])
    }
}

@Suite struct ProgressBarTests {
    @Test(arguments: [-3, 0, 1, 2, 10, 24, 40, 80, 400])
    func `the bar fits every width`(width: Int) {
        let line = ProgressBar.line(Samples.operation(.running), width: width)
        #expect(DisplayWidth.of(line) <= max(0, width - 1))
    }

    @Test func `the bar shows what, how far and which step`() {
        let line = ProgressBar.line(Samples.operation(.running), width: 60)
        #expect(line == "vm.start web-1 [##########----------]  50% copying the disk")
    }

    @Test(arguments: [Double.nan, .infinity, -1, 7])
    func `a senseless fraction does no harm`(fraction: Double) {
        var operation = Samples.operation(.running)
        operation.progress.fraction = fraction
        #expect(ProgressBar.line(operation, width: 80).contains("%"))
    }
}
