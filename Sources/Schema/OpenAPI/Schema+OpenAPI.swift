extension Schema {
    /// The schema object of OpenAPI 3.1, which is JSON Schema 2020-12. References become `$ref`.
    public var openAPI: JSONValue { .object(document) }

    /// Members in the order a reader wants: type first, then bounds, then words.
    var document: JSONObject {
        var document = shape.document
        if let summary { document["description"] = .string(summary) }
        return document
    }
}

extension Shape {
    fileprivate var document: JSONObject {
        switch self {
        case .any: [:]
        case .boolean: ["type": "boolean"]
        case .integer(let shape): shape.document
        case .number(let range): Self.document(of: range)
        case .string(let shape): shape.document
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0) })]
        case .array(let shape): shape.document
        case .object(let shape): shape.document
        case .map(let shape): shape.document
        case .nullable(let inner): inner.nullableDocument
        case .reference(let reference): ["$ref": .string("#/components/schemas/\(reference.name)")]
        }
    }

    private static func document(of range: ClosedRange<Double>) -> JSONObject {
        let greatest = Double.greatestFiniteMagnitude
        var document: JSONObject = ["type": "number"]
        if range.lowerBound > -greatest { document["minimum"] = .number(range.lowerBound) }
        if range.upperBound < greatest { document["maximum"] = .number(range.upperBound) }
        return document
    }
}

extension Schema {
    /// `null` joins the type where that says it all; an enumeration or a reference needs `anyOf`.
    fileprivate var nullableDocument: JSONObject {
        var document = document
        if case .string(let type) = document["type"], document["enum"] == nil {
            document["type"] = [.string(type), "null"]
            return document
        }
        if document.isEmpty { return document }
        return ["anyOf": [.object(document), ["type": "null"]]]
    }
}

extension IntegerShape {
    fileprivate var document: JSONObject {
        var document: JSONObject = ["type": "integer", "format": "int64"]
        if range.lowerBound > .min { document["minimum"] = .integer(range.lowerBound) }
        if range.upperBound < .max { document["maximum"] = .integer(range.upperBound) }
        if step > 1 { document["multipleOf"] = .integer(step) }
        return document
    }
}

extension StringShape {
    fileprivate var document: JSONObject {
        var document: JSONObject = ["type": "string"]
        if let format = rule?.format { document["format"] = .string(format) }
        if length.lowerBound > 0 { document["minLength"] = .integer(Int64(clamping: length.lowerBound)) }
        document["maxLength"] = .integer(Int64(clamping: length.upperBound))
        document["pattern"] = (rule?.pattern ?? (rule == nil ? characters.pattern : nil)).map { .string($0) }
        return document
    }
}

extension Schema.Characters {
    /// The allowed characters as an ECMA-262 pattern.
    fileprivate var pattern: String? {
        switch self {
        case .line: #"^[^\u0000-\u001f\u007f-\u009f]*$"#
        case .text: #"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"#
        case .any: nil
        }
    }
}

extension ArrayShape {
    fileprivate var document: JSONObject {
        var document: JSONObject = ["type": "array", "items": item.openAPI]
        if count.lowerBound > 0 { document["minItems"] = .integer(Int64(clamping: count.lowerBound)) }
        document["maxItems"] = .integer(Int64(clamping: count.upperBound))
        if isUnique { document["uniqueItems"] = true }
        return document
    }
}

extension MapShape {
    fileprivate var document: JSONObject {
        [
            "type": "object",
            "propertyNames": .object(keyShape.document),
            "additionalProperties": value.openAPI,
            "maxProperties": .integer(Int64(clamping: maxCount)),
        ]
    }
}

extension ObjectShape {
    fileprivate var document: JSONObject {
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        var document: JSONObject = ["type": "object"]
        if !rules.isEmpty { document["description"] = .string(rules.map(\.summary).joined(separator: " ")) }
        document["properties"] = .object(JSONObject(fields.map { ($0.name, .object($0.document)) }))
        if !required.isEmpty { document["required"] = .array(required) }
        document["additionalProperties"] = false
        let keywords = rules.compactMap(\.keyword)
        if !keywords.isEmpty { document["allOf"] = .array(keywords.map { .object($0) }) }
        return document
    }
}

extension Schema.Field {
    fileprivate var document: JSONObject {
        var document = schema.document
        document["description"] = .string(summary)
        if let example { document["examples"] = [example] }
        if let defaultValue { document["default"] = defaultValue }
        return document
    }
}
