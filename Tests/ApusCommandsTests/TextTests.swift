import ApusClient
import Testing

@testable import ApusCommands

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("web-1 Größe 漢字", "web-1 Größe 漢字"), ("a\u{1B}[31mb", "a\\e[31mb"), ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u{202E}gpj", "\\u{202e}gpj"), ("\u{9B}1m", "\\u{9b}1m"), ("a\u{2028}b", "a\\u{2028}b"),
        ("\u{7F}\0", "\\u{7f}\\u{0}"),
    ])
    func `what could steer a terminal is shown, the rest stays`(text: String, shown: String) {
        #expect(VisibleText.of(text) == shown)
    }

    @Test func `JSON and YAML carry no raw control characters and keep the text`() throws {
        let value = JSONValue.object(["name": .string("a\u{1B}\u{9B}\u{202E}b")])
        #expect(try Structured.json(value).contains(#""a\u001b\u009b\u202eb""#))
        #expect(try !Structured.yaml(value).unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" })
    }

    @Test func `YAML quotes what would read as something else`() throws {
        let value: [String: JSONValue] = ["a": .string("off"), "b": .string("12"), "c": .string("plain"), "d": .null]
        #expect(try Structured.yaml(value) == "a: 'off'\nb: '12'\nc: plain\nd: null")
    }
}

@Suite struct DisplayWidthTests {
    @Test(arguments: [("abc", 3), ("Größe", 5), ("漢字", 4), ("e\u{301}", 1), ("🙂", 2), ("", 0)])
    func `width counts columns of a terminal`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `a cut never splits a wide character`() {
        #expect(DisplayWidth.prefix("漢字", 3) == "漢")
        #expect(DisplayWidth.prefix("abc", 0) == "")
        #expect(DisplayWidth.prefix("abc", -1) == "")
    }
}
