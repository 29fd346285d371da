import ApusModel
import FoundationEssentials

/// An answer that has arrived in full.
struct Response: Sendable {
    var status: Int
    var contentType: String
    var body: Data

    var isSuccess: Bool { (200...299).contains(status) }

    /// Decodes the body of a success.
    /// - Throws: the server's `Problem`; ``ClientError`` `unexpected-answer` for anything that is no answer of Apus.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try check()
        do {
            return try JSONCoding.decode(type, from: body)
        } catch {
            throw ClientError(
                .unexpectedAnswer, "The server's answer cannot be read: \(Self.reason(error))", hint: Self.hint)
        }
    }

    /// - Throws: what the server refuses, as its `Problem`.
    func check() throws {
        guard !isSuccess else { return }
        guard contentType.hasPrefix("application/problem+json"),
            let problem = try? JSONCoding.decode(Problem.self, from: body)
        else {
            throw ClientError(.unexpectedAnswer, "The server answered with HTTP status \(status).", hint: Self.hint)
        }
        throw problem
    }

    private static let hint = "check that the address is an Apus server of this version: apus doctor"

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return (path.isEmpty ? "" : "at \(path): ") + context.debugDescription
        default: return "\(error)"
        }
    }
}
