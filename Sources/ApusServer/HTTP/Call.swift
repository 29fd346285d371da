import ApusCore
import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes
import Schema

/// A request that has passed matching, authorisation and validation.
struct Call: Sendable {
    /// Method and path, decoded: with query and body what makes two requests the same.
    var subject: String
    var admission: Admission
    /// The segments of the path that stand for the template's `{…}`, in order.
    var references: [String]
    var query: [String: String]
    var headers: HTTPFields
    /// The Host field.
    var authority: String?
    /// The address of the other end, as far as it is known.
    var peer = ""
    /// The body's bytes, validated against the route's schema; nil when there is none.
    var body: Data?
    /// The body of a route that takes raw bytes.
    var content: RawBody?
    /// What the caller of a WebSocket may.
    var socket: SocketAdmission?

    var actor: Principal { admission.principal }

    /// The thing the path is about: `{ref}`.
    var reference: String { references.first ?? "" }
    /// The part of that thing, where the path names one: `{target}`.
    var part: String { references.dropFirst().first ?? "" }

    /// The body as a value; `standard` when the body is absent and may be.
    func decode<Value: Decodable>(_ type: Value.Type, standard: Value? = nil) throws -> Value {
        guard let body else {
            guard let standard else { throw Problem(.badRequest, "The request needs a JSON body.") }
            return standard
        }
        do {
            return try JSONCoding.decode(type, from: body)
        } catch {
            throw Problem(.badRequest, "The body does not have the right form.")
        }
    }

    /// Who asks, under which idempotency key.
    func caller() throws -> Caller {
        Caller(actor: actor, idempotency: try idempotencyKey())
    }

    /// Seconds of `?wait=`.
    var wait: Duration { .seconds(integer("wait") ?? 0) }

    func flag(_ name: String) -> Bool { query[name] == "true" }

    /// A parameter whose schema allowed it: also `1e2` is a whole number in JSON's grammar.
    func integer(_ name: String) -> Int? { query[name].flatMap { Int($0) ?? Double($0).flatMap(Int.init(exactly:)) } }
}

extension Call {
    private func idempotencyKey() throws -> IdempotencyKey? {
        let values = headers[ownValues: OwnHeader.idempotencyKey]
        guard let key = values.first else { return nil }
        guard values.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) })
        else {
            throw Problem(.badRequest, "Idempotency-Key must be one value of 1 to 255 visible ASCII characters.")
        }
        return IdempotencyKey(actor: actor.name, key: key, requestHash: requestHash)
    }

    /// Two requests are the same when method, path, query and body are; how long they wait does not count.
    private var requestHash: String {
        var hash = SHA256()
        let query = query.filter { $0.key != "wait" }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        hash.update(data: Data("\(subject)?\(query.joined(separator: "&"))\n".utf8))
        hash.update(data: body ?? Data())
        return hash.finalize().hexadecimal
    }
}

extension Sequence where Element == UInt8 {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
