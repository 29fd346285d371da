import Foundation
import Schema
import Testing

@Suite struct JSONValueTests {
    private struct Disk: Codable, Equatable {
        var size: Int64
        var label: String?
        var made: Date
        var extra: JSONValue
    }

    private let disk = Disk(
        size: 9_007_199_254_740_993, label: "a/b", made: Date(timeIntervalSince1970: 1_772_357_400.25),
        extra: ["b": 1, "a": [true, nil, 1.5, "x"]])

    @Test func `a type becomes JSON with sorted names and RFC 3339 dates, and comes back`() throws {
        let value = try JSONValue(encoding: disk)
        let expected =
            #"{"extra":{"a":[true,null,1.5,"x"],"b":1},"label":"a/b","made":"2026-03-01T09:30:00.250Z","#
            + #""size":9007199254740993}"#
        #expect(value.text() == expected)
        #expect(try value.decode(as: Disk.self) == disk)
    }

    @Test func `a whole number written with a point decodes as an integer`() throws {
        #expect(try StrictJSON.parse("[4.0, 4e0]").decode(as: [Int].self) == [4, 4])
    }

    @Test func `a text with NUL from inside can be encoded`() throws {
        #expect(try JSONValue(encoding: ["a\u{0}"]).text() == #"["a\u0000"]"#)
    }

    @Test func `control characters and line separators are escaped`() {
        let value = JSONValue.string("\u{1B}[2J\n\r\t\u{0}\u{7F}\u{9B}\u{2028}\"\\/é\u{1F600}")
        #expect(value.text() == #""\u001b[2J\n\r\t\u0000\u007f\u009b\u2028\"\\/é😀""#)
    }

    @Test func `the pretty text has two spaces for each level`() {
        let value: JSONValue = ["b": [1, 2], "a": ["c": []], "e": [:]]
        let text = """
            {
              "b": [
                1,
                2
              ],
              "a": {
                "c": []
              },
              "e": {}
            }
            """
        #expect(value.text(.pretty) == text)
    }

    @Test func `the canonical text does not depend on order`() {
        let one: JSONValue = ["b": 1, "a": 2, "B": 3]
        let other: JSONValue = ["B": 3, "a": 2, "b": 1]
        #expect(one.text(.canonical) == #"{"B":3,"a":2,"b":1}"#)
        #expect(one.text(.canonical) == other.text(.canonical))
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
    }

    @Test func `numbers that are not finite are written as null`() {
        #expect(JSONValue.array([.number(.nan), .number(.infinity)]).text() == "[null,null]")
    }

    @Test func `an object of many members is read, changed and emptied by name`() {
        var object = JSONObject((0..<20).map { ("k\($0)", .integer($0)) })
        object["k3"] = nil
        object["k4"] = "new"
        object["k20"] = 20
        #expect(object.count == 20)
        #expect(object["k3"] == nil)
        #expect(object["k4"] == "new")
        #expect(object["k19"] == 19)
        #expect(object.keys.suffix(2) == ["k19", "k20"])
        for index in 0...20 { object["k\(index)"] = nil }
        #expect(object.isEmpty)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29t12:00:00.5z", 951_825_600.5),
            ("2026-03-01T09:30:00+02:00", 1_772_350_200), ("1969-12-31T23:59:59-00:30", 1799),
            ("0000-01-01T00:00:00Z", -62_167_219_200), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Double)])
    func `dates of RFC 3339 are read`(text: String, seconds: Double) {
        #expect(RFC3339.date(from: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-03-01", "2026-03-01T09:30Z", "2026-03-01T09:30:00", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-03-32T00:00:00Z",
        "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z", "2026-03-01T09:30:60Z", "2026-03-01T09:30:00.Z",
        "2026-03-01T09:30:00.1234567890Z", "2026-03-01 09:30:00Z", "2026-03-01T09:30:00+2:00", " 2026-03-01T09:30:00Z",
        "2026-03-01T09:30:00Zx", "+026-03-01T09:30:00Z", "２026-03-01T09:30:00Z",
    ])
    func `other texts are no dates`(text: String) {
        #expect(RFC3339.date(from: text) == nil)
    }

    @Test func `written dates read back as the same date from 1583 to 9999`() throws {
        for day in stride(from: -141_349, through: 2_932_895, by: 977) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 4_321)
            let text = try #require(RFC3339.text(of: date))
            #expect(RFC3339.date(from: text) == date)
        }
        #expect(RFC3339.text(of: Date(timeIntervalSince1970: .nan)) == nil)
        #expect(RFC3339.text(of: Date(timeIntervalSince1970: -12_212_553_601)) == nil)
        #expect(RFC3339.text(of: .distantFuture.addingTimeInterval(1e15)) == nil)
    }
}
