import FoundationEssentials
import Testing

@testable import Inventory

struct OutputTests {
    @Test func `CSV has names, CRLF and quotes only where they must be`() throws {
        let chosen = try columns.select("name,id,memory,load,isTemplate,created,disks,os")
        #expect(CSV.header(chosen) == "name,id,memory,load,isTemplate,created,disks,os\r\n")
        #expect(
            CSV.line(machines[0], chosen)
                == "vm1,1,1073741824,12.5,false,2026-05-07T12:00:00Z,Disk1; Disk2; Disk3,debian12\r\n")
        #expect(CSV.line(machines[3], chosen) == "vm10,10,,,false,,,\r\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("a\nb", "\"a\nb\""), ("plain", "plain"),
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
        ("a=1", "a=1"),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
    ])
    func `CSV quotes text and keeps it from being run`(text: String, field: String) {
        #expect(CSV.line([.text(text)]) == field + "\r\n")
        #expect(CSV.line([.list([text])]) == field + "\r\n")
    }

    @Test func `CSV leaves negative numbers alone`() {
        #expect(CSV.line([.integer(-5), .number(-0.5), .none]) == "-5,-0.5,\r\n")
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1 << 30, "1 GiB"),
            (1_610_612_736, "1.5 GiB"),
            ((1 << 20) - 1, "1 MiB"), (-2048, "-2 KiB"), (.max, "8 EiB"),
        ] as [(Int64, String)])
    func `sizes have at most one decimal`(bytes: Int64, text: String) {
        #expect(Cell.integer(bytes).display(.bytes, unit: "MiB") == text)
    }

    @Test(arguments: [
        (Cell.none, ColumnType.text, ""), (.list([]), .list, ""), (.list(["a"]), .list, "a"),
        (.list(["a", "b", "c"]), .list, "a (2)"),
        (.flag(true), .flag, "yes"), (.number(90061), .duration, "1d 1h"), (.number(0.0042), .duration, "4.2ms"),
        (.number(0), .duration, "0s"), (.integer(125), .duration, "2m 5s"), (.number(12.345), .number, "12.35"),
        (.number(-0.5), .number, "-0.5"),
        (.number(.nan), .number, "nan"), (.number(.infinity), .bytes, "inf EiB"),
        (.number(1e300), .duration, "1e+300s"),
        (.date(noon), .date, "2026-05-10 12:00:00"), (.integer(7), .integer, "7"),
    ])
    func `cells are shown plainly`(cell: Cell, type: ColumnType, text: String) {
        #expect(cell.display(type) == text)
    }

    @Test func `a unit stands behind a number, and a date in its zone`() throws {
        #expect(Cell.number(12.5).display(.number, unit: "%") == "12.5%")
        #expect(Cell.number(3).display(.number, unit: "B/s") == "3 B/s")
        let zone = try #require(TimeZone(secondsFromGMT: 7200))
        #expect(Cell.date(noon).display(.date, zone: zone) == "2026-05-10 14:00:00")
    }
}
