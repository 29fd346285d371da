import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes

/// Entity tags: a strong hash of the resource as it is encoded (RFC 9110, section 8.8.3).
enum EntityTag {
    static func of(_ bytes: Data) -> String { "\"\(SHA256.hash(data: bytes).prefix(16).hexadecimal)\"" }

    /// Refuses a change when the caller has seen another version.
    /// - Throws: a ``Problem`` `precondition-failed`, or `bad-request` for a header that is none.
    static func check(_ call: Call, _ resource: some Encodable) throws {
        guard let given = call.headers[.ifMatch] else { return }
        if given == "*" { return }
        let tags = try parse(given)
        guard tags.contains(of(try JSONCoding.encode(resource))) else {
            throw Problem(.preconditionFailed, "The resource is not the one you read; read it again.")
        }
    }

    /// The tags of a list. Weak ones are kept as they are: they never equal a strong one.
    static func parse(_ header: String) throws -> [String] {
        let tags = header.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
        guard !tags.isEmpty, tags.allSatisfy(isTag) else {
            throw Problem(.badRequest, "If-Match must be * or entity tags in double quotes.")
        }
        return tags
    }

    private static func isTag(_ text: String) -> Bool {
        let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        return opaque.count >= 2 && opaque.first == "\"" && opaque.last == "\""
            && !opaque.dropFirst().dropLast().contains("\"")
    }
}

extension Encodable {
    /// The resource as an answer with its entity tag, or 304 when the caller has it already.
    func tagged(for call: Call, status: Int = 200) throws -> Reply {
        let bytes = try JSONCoding.encode(self)
        let tag = EntityTag.of(bytes)
        if status == 200, let known = call.headers[.ifNoneMatch], (try? EntityTag.parse(known))?.contains(tag) == true {
            return Reply(status: 304).with(.eTag, tag)
        }
        return Reply(status: status, content: .bytes(bytes, type: "application/json")).with(.eTag, tag)
    }
}
