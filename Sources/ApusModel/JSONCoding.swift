import FoundationEssentials

/// The one way Apus writes and reads JSON: camelCase keys as declared, sizes in bytes, times in RFC 3339 (UTC, milliseconds),
/// UUIDs in lower case, sorted keys.
///
/// Sorted keys make equal values equal bytes, which entity tags and idempotency hashes rely on.
public enum JSONCoding {
    /// Encodes `value` as compact JSON with sorted keys.
    public static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(of: date))
        }
        return LowerCaseUUIDs.applied(to: try encoder.encode(value))
    }

    /// Decodes a value that ``encode(_:)`` or a client wrote.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let date = Timestamp.date(of: text) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "not an RFC 3339 time: \(text.prefix(40))"))
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }
}

/// RFC 3339 times in UTC with milliseconds, as every surface of Apus writes them.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let whole = Date.ISO8601FormatStyle()

    /// `2026-11-21T07:45:44.120Z`
    public static func text(of date: Date) -> String { date.formatted(style) }

    /// The date of an RFC 3339 text, with or without fractions of a second; nil when it is none.
    public static func date(of text: String) -> Date? {
        (try? style.parse(text)) ?? (try? whole.parse(text))
    }
}
