import ApusModel
import FoundationEssentials

/// The request target, split and decoded once and strictly: what is odd is refused instead of normalised.
struct RequestTarget: Sendable {
    var segments: [String]
    /// Query parameters in order.
    var query: [(name: String, value: String)]

    /// - Throws: a ``Problem`` `bad-request` for odd encodings, `not-found` for empty or dotted segments.
    init(_ text: String) throws {
        guard text.hasPrefix("/"), text.utf8.count <= 16384 else {
            throw Problem(.badRequest, "The request target must be a path of at most 16,384 bytes.")
        }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        segments = try Self.segments(parts[0].dropFirst())
        query = try parts.count == 2 ? Self.query(parts[1]) : []
    }

    /// Below the prefix that a proxy has left in the path.
    func without(_ prefix: String) -> RequestTarget {
        let parts = prefix.split(separator: "/").map(String.init)
        guard !parts.isEmpty, segments.starts(with: parts) else { return self }
        var copy = self
        copy.segments.removeFirst(parts.count)
        return copy
    }

    private static func segments(_ path: Substring) throws -> [String] {
        if path.isEmpty { return [] }
        return try path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            let segment = try decoded(part, plusIsSpace: false)
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.contains("/") else {
                throw Problem(.notFound, "There is nothing at this path.")
            }
            return segment
        }
    }

    private static func query(_ text: Substring) throws -> [(String, String)] {
        try text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                try decoded(parts[0], plusIsSpace: true),
                parts.count == 2 ? try decoded(parts[1], plusIsSpace: true) : ""
            )
        }
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws -> String {
        let plain = plusIsSpace ? text.replacing("+", with: " ") : text
        guard let decoded = String(plain).removingPercentEncoding,
            !decoded.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else { throw Problem(.badRequest, "The request target is not properly encoded.") }
        return decoded
    }
}
