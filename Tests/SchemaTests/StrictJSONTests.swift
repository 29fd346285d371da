import Schema
import Testing

@Suite struct StrictJSONTests {
    private func code(_ bytes: some Sequence<UInt8>) -> String? {
        do {
            _ = try StrictJSON.parse(bytes)
            return nil
        } catch {
            return error.code.rawValue
        }
    }

    @Test(arguments: [
        "{\"a\":1,}", "[1,]", "[,1]", "[1 2]", "{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":}", "{,}", "{", "[", "\"",
        "\"a", "[1]x", "1 2", "{} {}", "// c\n1", "[/* c */]", "NaN", "Infinity", "-Infinity", "nul", "True", "01",
        "-01", "00", "+1", "-", ".5", "1.", "1e", "1e+", "1.e1", "0x1", "1_000", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"",
        "\"\\\"", "\"a\u{1}b\"", "\"a\nb\"", "\"a\tb\"", "]", "}", ":", ",", "[\"a\\", "\u{A0}1", "1\u{0C}",
    ])
    func `text outside the grammar is a syntax error`(text: String) {
        #expect(code(text.utf8) == "json/syntax")
    }

    @Test(arguments: ["", " ", "\n\t\r "])
    func `a text without a value is empty`(text: String) {
        #expect(code(text.utf8) == "json/empty")
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"b":{"c":[{"d":1,"d":1}]}}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#,
        #"{"é":1,"e\u0301":2}"#, #"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"j":1}"#,
    ])
    func `a field named twice is refused at any depth and in any spelling`(text: String) {
        #expect(code(text.utf8) == "json/duplicate-key")
    }

    @Test(
        arguments: [
            [0xEF, 0xBB, 0xBF, 0x31], [0xFF, 0xFE, 0x31, 0], [0xFE, 0xFF, 0, 0x31], [0x31, 0], [0, 0x31], [0],
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `bytes that are not plain UTF-8 are an encoding error`(bytes: [UInt8]) {
        #expect(code(bytes) == "json/encoding")
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#, #""\ud800A""#,
        #""\u0000""#, #"{"\u0000":1}"#,
    ])
    func `lone surrogates and NUL are an encoding error`(text: String) {
        #expect(code(text.utf8) == "json/encoding")
    }

    @Test func `nesting is taken up to 32 and refused from 33`() throws {
        func nest(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try StrictJSON.parse(nest(32))
        #expect(code(nest(33).utf8) == "json/depth")
        #expect(code(nest(513).utf8) == "json/depth")
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func `a depth bomb of a million levels is refused at the limit`(opening: String) {
        let bomb = String(repeating: opening, count: 1_000_000)
        let error = #expect(throws: JSONSyntaxError.self) { _ = try StrictJSON.parse(bomb) }
        #expect(error?.code == .depth)
        #expect(error.map { $0.offset <= 32 * 6 } == true)
    }

    @Test func `no limit may go deeper than the stack bears`() throws {
        let limits = StrictJSON.Limits(depth: .max)
        #expect(limits.depth == StrictJSON.Limits.deepest)
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        _ = try StrictJSON.parse(text, limits: limits)
    }

    @Test(
        arguments: [
            ("0", .integer(0)), ("-0", .integer(0)), ("-1", .integer(-1)), ("2147483648", .integer(2_147_483_648)),
            ("9007199254740993", .integer(9_007_199_254_740_993)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), ("4.0", .number(4)), ("1E2", .number(100)), ("1e-2", .number(0.01)),
        ] as [(String, JSONValue)])
    func `numbers are exact where 64 bits allow`(text: String, value: JSONValue) throws {
        #expect(try StrictJSON.parse(text) == value)
    }

    @Test func `a number that no 64 bits hold is out of range`() {
        #expect(code("1e400".utf8) == "json/range")
        #expect(code("-1e400".utf8) == "json/range")
        #expect(code(String(repeating: "9", count: 513).utf8) == "json/range")
    }

    @Test func `strings are unescaped`() throws {
        let value = try StrictJSON.parse(#""a\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00é""#)
        #expect(value == .string("a\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}é"))
    }

    @Test func `members keep their order`() throws {
        let value = try StrictJSON.parse(#" { "z" : 1 , "a" : [ true , false , null ] , "m" : { } } "#)
        #expect(value.objectValue?.keys == ["z", "a", "m"])
        #expect(value.text() == #"{"z":1,"a":[true,false,null],"m":{}}"#)
    }

    @Test func `the error tells the byte`() {
        let error = #expect(throws: JSONSyntaxError.self) { _ = try StrictJSON.parse(#"{"a":1,}"#) }
        #expect(error?.offset == 7)
        #expect(error?.description == "json/syntax at byte 7: a field name in double quotes is missing here")
    }

    @Test func `a hostile name is escaped and cut in the error`() {
        let name = #"\u001b[2J"# + String(repeating: "x", count: 100)
        let error = #expect(throws: JSONSyntaxError.self) {
            _ = try StrictJSON.parse("{\"\(name)\":1,\"\(name)\":2}")
        }
        let echo = #""\u{1B}[2J"# + String(repeating: "x", count: 60) + "…\""
        #expect(error?.message == "the field \(echo) stands twice in one object")
    }
}
