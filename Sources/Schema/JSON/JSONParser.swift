/// A recursive reader of RFC 8259; the depth limit bounds the recursion.
struct JSONParser {
    let bytes: [UInt8]
    let limits: StrictJSON.Limits
    /// The next byte to read; never greater than `bytes.count`.
    var position = 0

    init(bytes: [UInt8], limits: StrictJSON.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw error(.empty, "there is no JSON text") }
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw error(.syntax, "there is text after the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        // At the end of the text 0 stands for "no byte": no value starts with it.
        switch current ?? 0 {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error(.syntax, "a value is missing here")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        try enter(depth)
        var object = JSONObject()
        skipSpace()
        if take("}") { return object }
        repeat {
            try member(of: &object, depth: depth)
            skipSpace()
        } while take(",")
        guard take("}") else { throw error(.syntax, "',' or '}' is missing here") }
        return object
    }

    private mutating func member(of object: inout JSONObject, depth: Int) throws(JSONSyntaxError) {
        skipSpace()
        guard current == UInt8(ascii: "\"") else {
            throw error(.syntax, "a field name in double quotes is missing here")
        }
        let start = position
        let key = try string()
        skipSpace()
        guard take(":") else { throw error(.syntax, "':' is missing here") }
        skipSpace()
        guard object.insert(try value(depth: depth + 1), as: key) else {
            throw error(.duplicateKey, "the field \(Echo.quoted(key)) stands twice in one object", at: start)
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try enter(depth)
        var items: [JSONValue] = []
        skipSpace()
        if take("]") { return items }
        repeat {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw error(.syntax, "',' or ']' is missing here") }
        return items
    }

    private mutating func enter(_ depth: Int) throws(JSONSyntaxError) {
        guard depth < limits.depth else {
            throw error(.depth, "arrays and objects are nested deeper than \(limits.depth)")
        }
        position += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let letters = "\(word)".utf8
        guard bytes[position...].starts(with: letters) else { throw error(.syntax, "a value is missing here") }
        position += letters.count
        return value
    }
}

/// Steps over bytes.
extension JSONParser {
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let current, UInt32(current) == character.value else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func error(_ code: JSONSyntaxError.Code, _ message: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(code: code, offset: offset ?? position, message: message)
    }
}
