import Foundation
import Testing

@testable import Asciicast

@Suite struct ReaderTests {
    static let header = "{\"version\": 2, \"width\": 80, \"height\": 24}\n"

    private func read(_ text: String, step: Int = .max) throws -> (AsciicastReader, [AsciicastEvent]) {
        var reader = AsciicastReader()
        var events: [AsciicastEvent] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try reader.read(rest.prefix(step)) { events.append($0) }
            rest = rest.dropFirst(step)
        }
        return (reader, events)
    }

    @Test(arguments: [1, 2, 7, 100_000])
    func `what the writer wrote is read again, in any pieces`(_ step: Int) throws {
        var writer = AsciicastWriter(AsciicastHeader(width: 120, height: 40, timestamp: 5, title: "t"))
        writer.output(Array("a\"\\\u{1B}[1m€😀\r\n".utf8), at: 1)
        writer.resize(columns: 10, rows: 20, at: 2_500_000)
        writer.marker("here", at: 2_500_000)
        writer.input([3], at: 3_000_000)
        let (reader, events) = try read(String(decoding: writer.lines, as: UTF8.self), step: step)
        #expect(reader.header?.width == 120)
        #expect(reader.header?.title == "t")
        #expect(events.map(\.time) == [1, 2_500_000, 2_500_000, 3_000_000])
        #expect(events.map(\.kind) == [.output, .resize(columns: 10, rows: 20), .marker, .input])
        #expect(String(decoding: events.first?.data ?? [], as: UTF8.self) == "a\"\\\u{1B}[1m€😀\r\n")
    }

    @Test func `a cut last line is passed over`() throws {
        let (reader, events) = try read(Self.header + "[0.5, \"o\", \"whole\"]\n[1.0, \"o\", \"cu")
        #expect(events.count == 1)
        #expect(reader.faults == 0)
    }

    @Test(arguments: [
        "", "[1, \"o\", \"no header\"]\n", "{}\n", "{\"version\": 1, \"width\": 80, \"height\": 24}\n",
        "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n",
        "{\"version\": 99, \"width\": 80, \"height\": 24}\n", "\u{0}\n", "null\n",
    ])
    func `what has no header of version 2 is refused in words`(_ text: String) throws {
        guard !text.isEmpty else {
            #expect(try read(text).0.header == nil)
            return
        }
        #expect(throws: AsciicastFault.self) { try read(text) }
    }

    @Test func `hostile sizes become those there may be`() throws {
        let text =
            "{\"version\": 2, \"width\": 1e9, \"height\": -4, \"timestamp\": \"x\", \"env\": 5}\n[0, \"r\", \"99999x0\"]\n"
        let (reader, events) = try read(text)
        #expect(reader.header?.width == 1000)
        #expect(reader.header?.height == 1)
        #expect(events.map(\.kind) == [.resize(columns: 1000, rows: 1)])
    }

    @Test func `times that are negative, huge or go back stand still`() throws {
        let lines = ["[-5, \"o\", \"a\"]", "[7.5e0, \"o\", \"b\"]", "[2, \"o\", \"c\"]", "[1e300, \"o\", \"d\"]"]
        let (_, events) = try read(Self.header + lines.joined(separator: "\n") + "\n")
        #expect(events.map(\.time).prefix(3) == [0, 7_500_000, 7_500_000])
        #expect(events.last?.time == 315_360_000_000_000)
    }

    @Test(arguments: [
        "[NaN, \"o\", \"x\"]", "[1, \"o\"]", "{\"a\":1}", "[1, \"o\", \"x\"] y", "[\"1\", \"o\", \"x\"]", "",
        "[1, \"o\", \"\\x\"]",
        "[1, \"o\", \"\\u12\"]", "[1, \"r\", \"80\"]", "[1, 2, 3]", "[", "\"",
    ])
    func `a line that is no event is passed over`(_ line: String) throws {
        let (reader, events) = try read(Self.header + line + "\n[1, \"o\", \"after\"]\n")
        #expect(events.map { String(decoding: $0.data, as: UTF8.self) } == ["after"])
        #expect(reader.faults == 1)
    }

    @Test func `halves of surrogate pairs and unknown codes do no harm`() throws {
        let lines = "[1, \"o\", \"\\ud83d\\ude00 \\ud83d \\ude00\"]\n[2, \"z\", \"?\"]\n"
        let (_, events) = try read(Self.header + lines)
        #expect(String(decoding: events.first?.data ?? [], as: UTF8.self) == "😀 \u{FFFD} \u{FFFD}")
        #expect(events.last?.kind == .other)
    }

    @Test func `a line of 8 MiB is passed over in little memory`() throws {
        var reader = AsciicastReader()
        var events: [AsciicastEvent] = []
        try reader.read(Array(Self.header.utf8)) { events.append($0) }
        let piece = Array(repeating: UInt8(ascii: "a"), count: 1 << 20)
        try reader.read(Array("[1, \"o\", \"".utf8)) { events.append($0) }
        for _ in 0..<8 { try reader.read(piece) { events.append($0) } }
        try reader.read(Array("\"]\n[2, \"o\", \"b\"]\n".utf8)) { events.append($0) }
        #expect(events.count == 1)
        #expect(reader.faults == 1)
        var other = AsciicastReader()
        #expect(throws: AsciicastFault.self) { for _ in 0..<8 { try other.read(piece) { _ in } } }
    }
}
