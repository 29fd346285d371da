import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes

/// Entity tags: a strong hash of the resource as it is encoded (RFC 9110, section 8.8.3).
enum EntityTag {
    static func of(_ bytes: Data) -> String { "\"\(SHA256.hash(data: bytes).prefix(16).hexadecimal)\"" }

    /// Refuses a change when the caller has seen another version. Weak tags never equal ours, which are strong.
    /// - Throws: a ``Problem`` `precondition-failed`, or `bad-request` for a header that is none.
    static func check(_ call: Call, _ resource: some Encodable) throws {
        guard let given = call.headers[.ifMatch] else { return }
        guard let tags = tags(given) else {
            throw Problem(.badRequest, "If-Match must be * or entity tags in double quotes.")
        }
        let present = of(try JSONCoding.encode(resource))
        guard tags == ["*"] || tags.contains(present) else {
            throw Problem(.preconditionFailed, "The resource is not the one you read; read it again.")
        }
    }

    /// Whether the caller has this version. A proxy that compresses makes tags weak, which does not matter here.
    static func isKnown(_ tag: String, to call: Call) -> Bool { isKnown(tag, to: call.headers) }

    static func isKnown(_ tag: String, to headers: HTTPFields) -> Bool {
        guard let given = headers[.ifNoneMatch], let tags = tags(given) else { return false }
        return tags == ["*"] || tags.contains(tag) || tags.contains("W/" + tag)
    }

    /// The tags of a list, or `*` alone; nil for anything else. A tag may hold commas.
    private static func tags(_ header: String) -> [String]? {
        if header == "*" { return [header] }
        var tags: [String] = []
        var rest = header[...]
        repeat {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let tag = takeTag(&rest) else { return nil }
            tags.append(tag)
            rest = rest.drop { $0 == " " || $0 == "\t" }
        } while rest.popFirst() == ","
        return rest.isEmpty ? tags : nil
    }

    private static func takeTag(_ rest: inout Substring) -> String? {
        let weakness = rest.hasPrefix("W/") ? "W/" : ""
        let opaque = rest.dropFirst(weakness.count)
        guard opaque.first == "\"", let end = opaque.dropFirst().firstIndex(of: "\"") else { return nil }
        rest = opaque[opaque.index(after: end)...]
        return weakness + opaque[...end]
    }
}

extension Encodable {
    /// The resource as an answer with its entity tag, or 304 when the caller has it already.
    func tagged(for call: Call, status: Int = 200) throws -> Reply {
        let bytes = try JSONCoding.encode(self)
        let tag = EntityTag.of(bytes)
        if status == 200, EntityTag.isKnown(tag, to: call) { return Reply(status: 304).with(.eTag, tag) }
        return Reply(status: status, content: .bytes(bytes, type: "application/json")).with(.eTag, tag)
    }
}
