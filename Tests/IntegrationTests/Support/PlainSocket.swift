import Foundation

/// A WebSocket of text messages over plain TCP, which has nothing of Apus's own.
final class PlainSocket: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "plain-socket")

    /// Opens it.
    /// - Throws: ``ToolFailure`` with the answer where that is no 101.
    init(_ address: URL) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(UInt16(address.port ?? 80).bigEndian)
        place.sin_addr.s_addr = inet_addr(address.host() ?? "")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ToolFailure(description: "no connection to \(address): \(errno)") }
        let target = address.path() + (address.query().map { "?" + $0 } ?? "")
        let head = [
            "GET \(target) HTTP/1.1", "Host: 127.0.0.1:\(address.port ?? 80)", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        ]
        try write(Array(head.joined(separator: "\r\n").utf8))
        var answer: [UInt8] = []
        while !answer.suffix(4).elementsEqual("\r\n\r\n".utf8) { answer += try read(1) }
        guard answer.starts(with: Array("HTTP/1.1 101".utf8)) else {
            throw ToolFailure(description: String(decoding: answer, as: UTF8.self))
        }
    }

    deinit { Glibc.close(descriptor) }

    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Sends a short text, masked with zeros.
    func send(_ text: String) async throws {
        let bytes = Array(text.utf8)
        try await onQueue { try self.write([0x81, 0x80 | UInt8(bytes.count), 0, 0, 0, 0] + bytes) }
    }

    /// The next text.
    func text() async throws -> String {
        try await onQueue {
            while true {
                let head = try self.read(2)
                let short = Int(head[1])
                let length = short < 126 ? short : try self.read(short == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
                let payload = try self.read(length)
                switch head[0] {
                case 0x81: return String(decoding: payload, as: UTF8.self)
                case 0x88: throw ToolFailure(description: "closed: \(payload)")
                default: continue
                }
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw ToolFailure(description: "the socket takes nothing: \(errno)")
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let got = recv(descriptor, &piece, piece.count, 0)
            guard got > 0 else { throw ToolFailure(description: "the socket gives nothing: \(got), \(errno)") }
            bytes += piece.prefix(got)
        }
        return bytes
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
