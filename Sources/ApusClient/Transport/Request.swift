import ApusModel
import FoundationEssentials
import NIOCore

/// A request before it is sent, free of any HTTP library.
struct Request: Sendable {
    enum Method: String, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }

    var method: Method
    /// Escaped, beginning with a slash.
    var path: String
    var query: [(name: String, value: String)] = []
    var accept = "application/json"
    var body: Data?
    /// Present on every request that makes an operation; such a request may be repeated.
    var idempotencyKey: String?
    var lastEventID: String?
    /// The part of some content that is wanted.
    var range: String?
    /// What the server was asked to wait, in seconds.
    var wait = 0

    /// Seconds; below the silence after which a connection counts as dead.
    static let longestWait = 45

    init(_ method: Method, _ path: String) {
        self.method = method
        self.path = path
    }

    /// A route below `/api/v1`; each segment is escaped, so that a name with a slash stays one segment.
    init(_ method: Method, api segments: String...) {
        self.init(method, "/api/v1" + segments.map { "/" + PercentEncoding.encode($0) }.joined())
    }

    func query(_ name: String, _ value: String?) -> Request {
        guard let value else { return self }
        var request = self
        request.query.append((name, value))
        return request
    }

    func body(_ value: some Encodable) throws -> Request {
        var request = self
        request.body = try JSONCoding.encode(value)
        return request
    }

    func key(_ key: String) -> Request {
        var request = self
        request.idempotencyKey = key
        return request
    }

    func waiting(_ seconds: Int?) -> Request {
        guard let seconds else { return self }
        var request = self
        request.wait = max(0, min(seconds, Self.longestWait))
        return request.query("wait", String(request.wait))
    }

    /// Whether sending it twice does no more than sending it once.
    var isRepeatable: Bool { method == .get || idempotencyKey != nil }

    /// Path and query as they stand in the request line.
    var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }
}

/// RFC 3986, section 2: all but the unreserved characters is escaped.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        // A segment of only dots would be taken for a step up in the path.
        if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex(byte >> 4), hex(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func hex(_ half: UInt8) -> UInt8 {
        half < 10 ? UInt8(ascii: "0") &+ half : UInt8(ascii: "A") &+ half &- 10
    }
}
