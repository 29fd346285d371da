import NIOCore
import Testing

@testable import WebSockets

struct FrameTests {
    private let payload = ByteBuffer(bytes: (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    /// All events of some bytes, given in pieces of a size.
    private func events(_ bytes: [UInt8], in size: Int, limit: Int = 1 << 20) throws -> [FrameReader.Event] {
        var reader = FrameReader(.server, limit: limit)
        var events: [FrameReader.Event] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            var input = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
            while let event = try reader.next(&input) { events.append(event) }
        }
        return events
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 70_000], [1, 2, 3, 5, 4096, 1 << 20])
    func `a frame is read as it was written, however it is cut`(_ length: Int, _ size: Int) throws {
        let part = try #require(payload.getSlice(at: 0, length: length))
        let frame = FrameWriter.frame(.binary, part, mask: 0x1234_5678)
        var got = ByteBuffer()
        for event in try events(Array(frame.readableBytesView), in: length > 4096 ? max(size, 999) : size) {
            guard case .bytes(let bytes) = event else { throw SocketFault(.none, "\(event)") }
            got.writeImmutableBuffer(bytes)
        }
        #expect(got == part)
    }

    @Test(arguments: 1...6) func `text in fragments is whole, with a ping between them`(_ size: Int) throws {
        let bytes: [UInt8] =
            [0x01, 0x82, 0, 0, 0, 0, 0x68, 0xC3] + [0x89, 0x81, 0, 0, 0, 0, 7] + [0x80, 0x81, 0, 0, 0, 0, 0xA9]
        #expect(try events(bytes, in: size) == [.ping(ByteBuffer(bytes: [7])), .text("hé")])
    }

    @Test(
        arguments: [
            ([0x82, 0x01, 0x00], 1002, "unmasked"),
            ([0xC2, 0x80, 0, 0, 0, 0], 1002, "reserved bit"),
            ([0x83, 0x80, 0, 0, 0, 0], 1002, "reserved opcode"),
            ([0x09, 0x80, 0, 0, 0, 0], 1002, "fragmented ping"),
            ([0x89, 0xFE, 0, 126, 0, 0, 0, 0], 1002, "long ping"),
            ([0x80, 0x80, 0, 0, 0, 0], 1002, "continuation of nothing"),
            ([0x01, 0x80, 0, 0, 0, 0, 0x82, 0x80, 0, 0, 0, 0], 1002, "a message within a message"),
            ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009, "2^63 bytes"),
            ([0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], 1009, "2^63-1 bytes"),
            ([0x82, 0xFF, 0, 0, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0], 1009, "17 MiB"),
            ([0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28], 1007, "bad UTF-8"),
            ([0x88, 0x81, 0, 0, 0, 0, 3], 1002, "half a close code"),
            ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], 1002, "close code 1005"),
            ([0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF], 1007, "a reason that is no text"),
        ] as [([UInt8], UInt16, String)])
    func `what breaks the protocol is refused`(_ bytes: [UInt8], _ code: UInt16, _ what: String) {
        for size in [1, 100] {
            #expect { try events(bytes, in: size) } throws: { ($0 as? SocketFault)?.code.rawValue == code }
        }
    }

    @Test func `fragments together may not be longer than a message`() throws {
        let fragment: [UInt8] = [0x02, 0x82, 0, 0, 0, 0, 1, 2]
        let rest: [UInt8] = [0x00, 0x82, 0, 0, 0, 0, 1, 2]
        #expect(try events(fragment + rest, in: 100, limit: 4).count == 2)
        #expect(throws: SocketFault.self) { try events(fragment + rest + rest, in: 100, limit: 4) }
    }

    @Test func `a million empty frames say nothing, and nothing comes after a close`() throws {
        let empty: [UInt8] = [0x82, 0x80, 0, 0, 0, 0]
        let end: [UInt8] = [0x88, 0x80, 0, 0, 0, 0]
        let all = Array(repeatElement(empty, count: 1_000_00).joined()) + end + [0xFF, 0xFF]
        #expect(try events(all, in: 65_536) == [.close(.none, reason: "")])
    }

    @Test func `a reason is cut between two characters`() {
        #expect(FrameWriter.cut(String(repeating: "é", count: 100)) == String(repeating: "é", count: 61))
        #expect(FrameWriter.close(.gone, String(repeating: "x", count: 300)).readableBytes == 127)
    }

    @Test func `the answer to a key is RFC 6455's own example`() {
        #expect(Handshake.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(Handshake.isKey("dGhlIHNhbXBsZSBub25jZQ=="))
        #expect(Handshake.isKey(Handshake.newKey()))
        #expect(!Handshake.isKey("c2hvcnQ="))
        #expect(!Handshake.isKey("dGhlIHNhbXBsZSBub25jZQ= "))
    }
}
