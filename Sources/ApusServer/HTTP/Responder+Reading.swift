import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Schema

extension Responder {
    var tooLarge: Problem { Problem(.tooLarge, "The body is larger than \(maxBody) bytes.") }

    /// Query parameters by name: each known, none twice, each of its schema.
    static func query(_ target: RequestTarget, of route: Route) throws -> [String: String] {
        var values: [String: String] = [:]
        var faults: [Problem.Fault] = []
        for (name, value) in target.query {
            let pointer = "?\(name.prefix(64))"
            guard let parameter = route.query.first(where: { $0.name == name }) else {
                faults.append(
                    .init(pointer: pointer, code: "unknown-parameter", message: "is not a parameter of this path"))
                continue
            }
            if values[name] != nil {
                faults.append(.init(pointer: pointer, code: "repeated", message: "is given more than once"))
            }
            faults += parameter.schema.validate(text: value).map {
                .init(pointer: pointer, code: $0.code, message: $0.message)
            }
            values[name] = value
        }
        guard faults.isEmpty else { throw Problem(.invalid, "The query has faults.", errors: faults) }
        return values
    }

    func body(of request: Request, _ route: Route) async throws -> Data? {
        if route.content != nil { return nil }
        // Such bodies may come slowly and at length: where none is taken, none is waited for.
        if RawBody.isRaw(request.head) { throw RawBody.unwanted }
        if let announced = request.headers[.contentLength].flatMap(Int.init), announced > maxBody { throw tooLarge }
        let bytes = Data(buffer: try await request.body.collect(upTo: maxBody))
        guard let body = route.body else {
            guard bytes.isEmpty else { throw Problem(.badRequest, "This path takes no body.") }
            return nil
        }
        if bytes.isEmpty, !body.isRequired { return nil }
        try MediaType.check(request.headers)
        let value = try Self.json(bytes)
        guard case .object = value else { throw Problem(.badRequest, "The body must be a JSON object.") }
        let faults = body.schema.validate(value).map {
            Problem.Fault(pointer: $0.pointer, code: $0.code, message: $0.message)
        }
        guard faults.isEmpty else {
            throw Problem(.invalid, "The request has \(faults.count) fault(s).", errors: faults)
        }
        return bytes
    }

    private static func json(_ bytes: Data) throws -> JSONValue {
        do throws(JSONSyntaxError) {
            return try StrictJSON.parse(bytes)
        } catch {
            throw Problem(
                .jsonSyntax, "The body is not strict JSON: \(error.message) (at byte \(error.offset)).",
                errors: [.init(pointer: "", code: error.code.rawValue, message: error.message)])
        }
    }
}

/// JSON only, in UTF-8, as it is: this also keeps plain HTML forms of foreign pages out.
enum MediaType {
    static func check(_ headers: HTTPFields) throws {
        let encoding = headers[.contentEncoding]?.lowercased() ?? "identity"
        guard encoding == "identity" else {
            throw Problem(.unsupportedMediaType, "The body must come without Content-Encoding.")
        }
        let parts = (headers[.contentType] ?? "").lowercased().split(separator: ";").map {
            $0.filter { !$0.isWhitespace }
        }
        guard headers[values: .contentType].count == 1, parts.first == "application/json",
            parts.dropFirst().allSatisfy({ $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" })
        else { throw Problem(.unsupportedMediaType, "The body must be application/json in UTF-8.") }
    }
}
