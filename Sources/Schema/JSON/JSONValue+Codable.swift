/// Lets a `JSONValue` be a member of a `Codable` type. A `Decoder` does not tell the order of members, so objects
/// decoded this way have their names sorted.
extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) {
            self = .object(try Self.members(of: container))
        } else if var container = try? decoder.unkeyedContainer() {
            self = .array(try Self.items(of: &container))
        } else {
            self = try Self.single(decoder.singleValueContainer())
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var container = encoder.container(keyedBy: Name.self)
            for member in object.members { try container.encode(member.value, forKey: Name(member.key)) }
        case .array(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        default:
            try encodeSingle(to: encoder)
        }
    }

    private func encodeSingle(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .number(let number) where number.isFinite: try container.encode(number)
        case .string(let text): try container.encode(text)
        default: try container.encodeNil()
        }
    }

    private static func single(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let flag = try? container.decode(Bool.self) { return .bool(flag) }
        if let number = try? container.decode(Int64.self) { return .integer(number) }
        if let number = try? container.decode(Double.self) { return .number(number) }
        return .string(try container.decode(String.self))
    }

    private static func members(of container: KeyedDecodingContainer<Name>) throws -> JSONObject {
        var object = JSONObject()
        for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
            object[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
        }
        return object
    }

    private static func items(of container: inout any UnkeyedDecodingContainer) throws -> [JSONValue] {
        var items: [JSONValue] = []
        while !container.isAtEnd { items.append(try container.decode(JSONValue.self)) }
        return items
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
