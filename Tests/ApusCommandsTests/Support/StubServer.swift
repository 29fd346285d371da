import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A server on loopback that answers as a test says, one request per connection.
final class StubServer: Sendable {
    struct Request: Sendable {
        var method: String
        /// Path and query.
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
    }

    struct Answer: Sendable {
        var status = 200
        var type = "application/json"
        var body = ""
    }

    private let socket: CInt
    private let seen = Mutex<[Request]>([])
    let url: String

    init(_ answer: @escaping @Sendable (Request) -> Answer) {
        let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            if let pointer, bind(socket, pointer, size) == 0, listen(socket, 16) == 0 {
                getsockname(socket, pointer, &size)
            }
        }
        self.socket = socket
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let queue = DispatchQueue(label: "stub")
        queue.async { [weak self] in
            while case let connection = accept(socket, nil, nil), connection >= 0 {
                if let request = Self.read(connection) {
                    self?.seen.withLock { $0.append(request) }
                    Self.write(answer(request), connection)
                }
                close(connection)
            }
        }
    }

    deinit {
        shutdown(socket, CInt(SHUT_RDWR))
        close(socket)
    }

    var requests: [Request] { seen.withLock { $0 } }

    private static func read(_ connection: CInt) -> Request? {
        var text = ""
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: chunk.prefix(count), as: UTF8.self)
            guard let request = parse(text) else { continue }
            return request
        }
    }

    private static func parse(_ text: String) -> Request? {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let lines = parts[0].split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        guard parts[1].utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        return Request(method: String(words[0]), target: String(words[1]), headers: headers, body: String(parts[1]))
    }

    private static func write(_ answer: Answer, _ connection: CInt) {
        let head =
            "HTTP/1.1 \(answer.status) X\r\nContent-Type: \(answer.type)\r\nContent-Length: \(answer.body.utf8.count)\r\n"
        let bytes = Array((head + "Connection: close\r\n\r\n" + answer.body).utf8)
        _ = send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }
}
