import FoundationEssentials

extension JSONValue {
    /// A value of a type, as JSON, names sorted.
    ///
    /// - Parameter encoder: by default ``encoder()``: names sorted, dates in RFC 3339.
    /// - Throws: `EncodingError`, or ``JSONSyntaxError`` of code `json/depth` beyond 512 levels.
    public init(encoding value: some Encodable, using encoder: JSONEncoder = JSONValue.encoder()) throws {
        let limits = StrictJSON.Limits(depth: StrictJSON.Limits.deepest, acceptsNUL: true)
        self = try StrictJSON.parse(try encoder.encode(value), limits: limits)
    }

    /// This value as a type.
    ///
    /// - Parameter decoder: by default ``decoder()``: dates in RFC 3339.
    /// - Throws: `DecodingError`. After a schema accepted the value this means that type and schema drifted apart.
    public func decode<Value: Decodable>(
        as type: Value.Type = Value.self, using decoder: JSONDecoder = JSONValue.decoder()
    ) throws -> Value {
        try decoder.decode(type, from: Data(bytes()))
    }

    /// An encoder with sorted names and RFC 3339 dates in UTC with milliseconds.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard let text = RFC3339.text(of: date) else {
                let context = EncodingError.Context(
                    codingPath: encoder.codingPath, debugDescription: "The date is outside the years 1583 to 9999.")
                throw EncodingError.invalidValue(date, context)
            }
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
        return encoder
    }

    /// A decoder that reads dates as strict RFC 3339.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.date(from: try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "The text is no RFC 3339 date and time.")
            }
            return date
        }
        return decoder
    }
}
