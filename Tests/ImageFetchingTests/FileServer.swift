import Foundation

/// A tiny HTTP server that answers each connection once, as it was told.
final class FileServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        var body = ""
        var location: String?
        /// The Content-Length that is said; nil for none.
        var announced: Int?

        init(status: Int = 200, location: String) { (self.status, self.location, announced) = (status, location, 0) }
        init(body: String) { (self.body, announced) = (body, body.utf8.count) }
        init(body: String, announced: Int?) { (self.body, self.announced) = (body, announced) }
    }

    let port: Int
    private let listener: Int32

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    static func with(_ answers: [String: Answer], _ body: (FileServer) async throws -> Void) async throws {
        let server = try FileServer(answers)
        defer { shutdown(server.listener, Int32(SHUT_RDWR)) }
        try await body(server)
    }

    private init(_ answers: [String: Answer]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int in
                guard bind(listener, raw, length) == 0, listen(listener, 16) == 0 else { return 0 }
                return getsockname(listener, raw, &length) == 0 ? 1 : 0
            }
        }
        guard port == 1 else { throw CocoaError(.fileNoSuchFile) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { Self.serve(listener, answers) }
    }

    private static func serve(_ listener: Int32, _ answers: [String: Answer]) {
        while true {
            let peer = accept(listener, nil, nil)
            guard peer >= 0 else { break }
            var buffer = [UInt8](repeating: 0, count: 8192)
            let count = read(peer, &buffer, buffer.count)
            let line = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
            let path = line.count > 1 ? String(line[1]) : ""
            let bytes = Array(text(answers[path]).utf8)
            _ = send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(peer)
        }
        close(listener)
    }

    private static func text(_ answer: Answer?) -> String {
        guard let answer else { return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" }
        var head = "HTTP/1.1 \(answer.status) OK\r\nConnection: close\r\n"
        if let location = answer.location { head += "Location: \(location)\r\n" }
        if let announced = answer.announced { head += "Content-Length: \(announced)\r\n" }
        return head + "\r\n" + answer.body
    }
}
