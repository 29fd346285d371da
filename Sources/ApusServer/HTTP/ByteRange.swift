import ApusModel
import HTTPTypes
import Schema

/// Which bytes of a file a request is about.
struct ByteRange: Equatable, Sendable {
    var offset: Int64
    /// The last byte; nil for all that follow.
    var last: Int64?
    /// Whether the file ends with it, as far as the request says.
    var isLast = false

    /// Of a request that writes: `?offset=`, or `Content-Range: bytes 0-99/100` (RFC 9110, section 14.4); else from the begin.
    static func written(_ call: Call) throws -> ByteRange {
        guard let text = call.headers[.contentRange] else {
            return ByteRange(offset: Int64(call.integer("offset") ?? 0))
        }
        guard let match = text.wholeMatch(of: /bytes ([0-9]{1,18})-([0-9]{1,18})\/([0-9]{1,18}|\*)/),
            let first = Int64(match.1), let last = Int64(match.2), first <= last, call.query["offset"] == nil
        else { throw Problem(.badRequest, "Content-Range must be `bytes FIRST-LAST/SIZE`, without ?offset=.") }
        return ByteRange(offset: first, last: last, isLast: Int64(match.3) == last + 1)
    }

    /// Of a request that reads a file of this many bytes: one `bytes=` range; nil for all, also where the field is odd or names
    /// several ranges, as it may be ignored (RFC 9110, section 14.2).
    /// - Throws: ``Unsatisfiable`` for a range beyond the end.
    static func read(_ field: String?, of size: Int64) throws -> ByteRange? {
        guard let field, let match = field.wholeMatch(of: /bytes=([0-9]{0,19})-([0-9]{0,19})/) else { return nil }
        let (first, last) = (Int64(match.1), Int64(match.2))
        switch (match.1.isEmpty, match.2.isEmpty) {
        case (true, true): return nil
        case (true, false):
            let count = min(last ?? .max, size)
            guard count > 0 else { throw Unsatisfiable(size: size) }
            return ByteRange(offset: size - count, last: size - 1)
        case (false, let isOpen):
            guard let first, first < size else { throw Unsatisfiable(size: size) }
            let end = isOpen ? size - 1 : min(last ?? .max, size - 1)
            return end < first ? nil : ByteRange(offset: first, last: end)
        }
    }

    /// No byte of the file is in the range.
    struct Unsatisfiable: Error, Equatable { var size: Int64 }
}

extension Call {
    /// The raw body of a route that takes one.
    func rawBody() throws -> RawBody {
        guard let content else { throw Problem(.badRequest, "The request needs a body.") }
        return content
    }
}
