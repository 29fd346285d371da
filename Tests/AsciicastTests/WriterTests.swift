import Foundation
import Testing

@testable import Asciicast

@Suite struct WriterTests {
    private let header = AsciicastHeader(width: 80, height: 24, timestamp: 1_800_000_000)

    /// The events that a strict JSON reader finds in what was written.
    private func events(_ writer: AsciicastWriter) throws -> [(Double, String, String)] {
        let lines = String(decoding: writer.lines, as: UTF8.self).split(separator: "\n").dropFirst()
        return try lines.map { line in
            let parts = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
            return (
                try #require(parts[0] as? Double), try #require(parts[1] as? String), try #require(parts[2] as? String)
            )
        }
    }

    @Test func `the header is what players expect`() throws {
        var header = header
        header.title = "ssh \"web\"\n"
        header.environment = ["TERM": "xterm-256color", "SHELL": "/bin/bash"]
        header.extras = ["vm_name": "web", "owner": "ann"]
        let line = AsciicastWriter(header).lines
        let known = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(known["version"] as? Int == 2)
        #expect(known["width"] as? Int == 80)
        #expect(known["height"] as? Int == 24)
        #expect(known["timestamp"] as? Int == 1_800_000_000)
        #expect(known["title"] as? String == "ssh \"web\"\n")
        #expect(known["vm_name"] as? String == "web")
        #expect(known["env"] as? [String: String] == header.environment)
        #expect(line.last == 0x0A)
    }

    @Test func `all kinds of events are written`() throws {
        var writer = AsciicastWriter(header)
        writer.output(Array("hi".utf8), at: 1_500_000)
        writer.input(Array("ls\r".utf8), at: 1_500_001)
        writer.resize(columns: 120, rows: 40, at: 2_000_000)
        writer.marker("", at: 60_000_000)
        let events = try events(writer)
        #expect(events.map(\.0) == [1.5, 1.500001, 2, 60])
        #expect(events.map(\.1) == ["o", "i", "r", "m"])
        #expect(events.map(\.2) == ["hi", "ls\r", "120x40", ""])
    }

    @Test func `times never go back`() throws {
        var writer = AsciicastWriter(header)
        for time in [5_000_000, 3_000_000, -1, 6_000_000] as [Int64] { writer.output([0x61], at: time) }
        #expect(try events(writer).map(\.0) == [5, 5, 5, 6])
    }

    @Test func `every byte, every control character and every quote makes valid JSON`() throws {
        var writer = AsciicastWriter(header)
        writer.output(Array(0...0x7F), at: 0)
        let ascii = String(decoding: Array(UInt8(0)...0x7F), as: UTF8.self)
        #expect(try events(writer).map(\.2) == [ascii])
        var wild = AsciicastWriter(header)
        wild.output(Array(0...0xFF), at: 0)
        wild.end()
        #expect(try events(wild).map(\.2).joined() == String(decoding: Array(UInt8(0)...0xFF), as: UTF8.self))
    }

    @Test(arguments: [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7E, 0x7F, 0x80, 0xC3, 0xFF] as [UInt8])
    func `a byte is escaped or not, wherever it stands among others`(_ byte: UInt8) throws {
        for place in 0..<24 {
            for others in [0x20, 0x21, 0x41, 0x7F, byte] as [UInt8] {
                var bytes = [UInt8](repeating: others, count: 24)
                bytes[place] = byte
                var writer = AsciicastWriter(header)
                writer.output(bytes, at: 0)
                writer.end()
                let text = try events(writer).map(\.2).joined()
                #expect(text == String(decoding: bytes, as: UTF8.self), "\(place) of \(others)")
            }
        }
    }

    @Test(arguments: 1...7)
    func `characters that pieces cut stay whole`(_ step: Int) throws {
        let text = "aé€😀\u{10FFFF}z"
        var writer = AsciicastWriter(header)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            writer.output(Array(rest.prefix(step)), at: 0)
            rest = rest.dropFirst(step)
        }
        writer.end()
        #expect(try events(writer).map(\.2).joined() == text)
        #expect(!String(decoding: writer.lines, as: UTF8.self).contains("\u{FFFD}"))
    }

    @Test func `what is no UTF-8 becomes the replacement character, as Swift reads it`() throws {
        var random = SystemRandomNumberGenerator()
        let leads: [UInt8] = [0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x80, 0xA0, 0xBF, 0x41]
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 1...12)).map { _ in leads.randomElement(using: &random) ?? 0 }
            var writer = AsciicastWriter(header)
            let cut = Int.random(in: 0...bytes.count)
            writer.output(Array(bytes[..<cut]), at: 0)
            writer.output(Array(bytes[cut...]), at: 0)
            writer.end()
            #expect(try events(writer).map(\.2).joined() == String(decoding: bytes, as: UTF8.self), "\(bytes) \(cut)")
        }
    }

    @Test func `of a character that does not end at most 3 bytes are kept`() {
        var text = EscapedText()
        var line: [UInt8] = []
        for byte in [0xF0, 0x9F, 0x98] as [UInt8] {
            text.append([byte], to: &line)
            #expect(text.tail.count <= 3)
        }
        #expect(line.isEmpty)
        text.end(to: &line)
        #expect(String(decoding: line, as: UTF8.self) == "\u{FFFD}")
    }

    @Test func `a long piece becomes several lines, and nothing of it is lost`() throws {
        var writer = AsciicastWriter(header)
        let text = String(repeating: "€\u{1B}[0m", count: 40_000)
        writer.output(Array(text.utf8), at: 0)
        let events = try events(writer)
        #expect(events.count > 1)
        #expect(events.map(\.2).joined() == text)
        let longest = writer.lines.split(separator: 0x0A).map(\.count).max() ?? 0
        #expect(longest <= AsciicastReader.lineLimit)
    }
}
