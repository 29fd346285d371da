import ApusModel
import Foundation
import Schema

/// An answer as it stood on the wire.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue? { try? StrictJSON.parse(body) }
    var problem: Problem? { try? JSONCoding.decode(Problem.self, from: Data(body)) }
    var code: String { problem?.code ?? "" }
    /// The codes of the faulty fields by pointer.
    var faults: [String: String] {
        Dictionary((problem?.errors ?? []).map { ($0.pointer, $0.code) }, uniquingKeysWith: { first, _ in first })
    }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try JSONCoding.decode(type, from: Data(body)) }
}

/// Reads answers from a connection: just enough of HTTP/1.1.
struct HTTPClient: Sendable {
    let connection: RawConnection
    private let buffer = Buffer()

    private final class Buffer: @unchecked Sendable {
        // @unchecked: one test task at a time uses a client.
        var bytes: [UInt8] = []
        /// What was taken already; moved away when it is much.
        var start = 0
    }

    init(port: Int) throws { connection = try RawConnection(port: port) }

    /// The next answer; nil where the connection ends (or nothing comes) before it is complete.
    func answer(toHead: Bool = false) async -> Answer? {
        guard let head = await take(until: [13, 10, 13, 10]) else { return nil }
        var lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let headers = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return (name: parts[0], value: parts.count > 1 ? parts[1] : "")
        }
        var answer = Answer(status: status, headers: headers, body: [])
        if toHead || status == 204 || status == 304 { return answer }
        if answer["Transfer-Encoding"] == "chunked" { return await chunked(&answer) }
        guard let count = answer["Content-Length"].flatMap({ Int($0) }), let body = await take(count) else {
            return nil
        }
        answer.body = body
        return answer
    }

    private func chunked(_ answer: inout Answer) async -> Answer? {
        while let line = await take(until: [13, 10]) {
            let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) ?? 0
            guard let chunk = await take(size + 2) else { return nil }
            if size == 0 { return answer }
            answer.body += chunk.dropLast(2)
        }
        return nil
    }

    /// Bytes up to and with `mark`.
    func take(until mark: [UInt8]) async -> [UInt8]? {
        var place = buffer.start
        while true {
            while place + mark.count <= buffer.bytes.count {
                if buffer.bytes[place] == mark[0], buffer.bytes[place..<place + mark.count].elementsEqual(mark) {
                    return remove(place + mark.count - buffer.start)
                }
                place += 1
            }
            place -= buffer.start
            guard await fill() else { return nil }
            place += buffer.start
        }
    }

    func take(_ count: Int) async -> [UInt8]? {
        while buffer.bytes.count - buffer.start < count { guard await fill() else { return nil } }
        return remove(count)
    }

    /// Whether the server ends the connection within the time, whatever it still sends.
    func isClosed(within seconds: Double = 10) async -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            guard let bytes = await connection.receive(within: end.timeIntervalSinceNow) else { return false }
            if bytes.isEmpty { return true }
        }
        return false
    }

    private func fill() async -> Bool {
        guard let bytes = await connection.receive(), !bytes.isEmpty else { return false }
        buffer.bytes.removeFirst(buffer.start)
        buffer.start = 0
        buffer.bytes += bytes
        return true
    }

    private func remove(_ count: Int) -> [UInt8] {
        defer { buffer.start += count }
        return Array(buffer.bytes[buffer.start..<buffer.start + count])
    }
}
