import ApusCore
import ApusTesting
import Foundation
import NIOCore
import WebSockets

@testable import ApusServer

/// A WebSocket's client of raw bytes.
struct SocketClient: Sendable {
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    let http: HTTPClient
    let answer: Answer

    /// What a frame of the server holds.
    struct Frame: Hashable, Sendable {
        var opcode: Opcode?
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The code of a close frame.
        var code: Int { payload.count < 2 ? 1005 : Int(payload[0]) << 8 | Int(payload[1]) }
    }

    func send(_ opcode: Opcode, _ payload: [UInt8]) async {
        await send(Array(FrameWriter.frame(opcode, ByteBuffer(bytes: payload), mask: 0xA1B2_C3D4).readableBytesView))
    }

    func send(_ bytes: [UInt8]) async { await http.connection.send(bytes) }
    func send(text: String) async { await send(.text, Array(text.utf8)) }

    /// The next frame; nil where the connection ended.
    func frame() async -> Frame? {
        guard let head = await http.take(2) else { return nil }
        var length = Int(head[1])
        if length == 126 || length == 127 {
            guard let more = await http.take(length == 126 ? 2 : 8) else { return nil }
            length = more.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let payload = length == 0 ? [] : await http.take(length) else { return nil }
        return Frame(opcode: Opcode(rawValue: head[0] & 0x0F), payload: payload)
    }

    /// The close code, after whatever comes before; nil where the connection just ended.
    func closing() async -> Int? {
        while let frame = await frame() { if frame.opcode == .close { return frame.code } }
        return nil
    }

    /// Bytes of binary frames, this many.
    func bytes(_ count: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let frame = await frame(), frame.opcode != .close {
            if frame.opcode == .binary { bytes += frame.payload }
        }
        return bytes
    }
}

extension TestServer {
    /// Asks for a WebSocket. Headers with an empty value are left out.
    func socket(
        _ path: String, as role: Role? = .administrator, _ headers: [String: String] = [:], method: String = "GET"
    ) async throws -> SocketClient {
        let standard = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": SocketClient.key,
        ]
        let all = standard.merging(headers) { $1 }.filter { !$0.value.isEmpty }
        let (answer, http) = try await raw(
            Self.request(method, path, nil, as: role, all), toHead: true)
        guard let answer else { throw RawConnection.Failure(words: "no answer to the handshake") }
        return SocketClient(http: http, answer: answer)
    }

    /// The far end of the stream that was opened last, once there is one more than `count`.
    func end(after count: Int = 0) async throws -> FakeEnd {
        let consoles = host.consoles
        guard await eventually({ consoles.ends.count > count }), let end = consoles.ends.last else {
            throw RawConnection.Failure(words: "no stream was opened")
        }
        return end
    }
}

extension FakeEnd {
    /// What has come, once it is as much.
    func take(_ count: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        let end = ContinuousClock.now.advanced(by: .seconds(20))
        while bytes.count < count, ContinuousClock.now < end {
            if let piece = read(), !piece.isEmpty {
                bytes += piece
            } else {
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
        return bytes
    }
}
