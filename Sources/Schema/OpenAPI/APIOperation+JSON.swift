extension APIOperation {
    /// The component under which the document keeps its default response.
    static let defaultName = "Default"

    func json(hasDefault: Bool) -> JSONValue {
        var object: JSONObject = ["operationId": .string(operationID), "summary": .string(summary)]
        object["description"] = description.map { .string($0) }
        object["tags"] = tag.map { [.string($0)] }
        if isDeprecated { object["deprecated"] = true }
        if !parameters.isEmpty { object["parameters"] = .array(parameters.map(\.json)) }
        object["requestBody"] = requestBody?.json
        object["responses"] = .object(responseObjects(hasDefault: hasDefault))
        object["security"] = security.map(Self.requirements)
        return .object(object)
    }

    private func responseObjects(hasDefault: Bool) -> JSONObject {
        let sorted = responses.sorted { $0.key < $1.key }
        var object = JSONObject(sorted.map { (String($0.key), $0.value.json) })
        if hasDefault { object["default"] = ["$ref": .string("#/components/responses/\(Self.defaultName)")] }
        return object
    }

    /// Each scheme is an alternative of its own.
    static func requirements(_ names: [String]) -> JSONValue {
        .array(names.map { .object([$0: []]) })
    }
}

extension APIOperation.Parameter {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "in": .string(place.rawValue)]
        object["description"] = .string(description)
        if isRequired { object["required"] = true }
        object["schema"] = schema.openAPI
        object["example"] = example
        return .object(object)
    }
}

extension APIOperation.RequestBody {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["description"] = description.map { .string($0) }
        object["required"] = .bool(isRequired)
        object["content"] = APIOperation.Content.json(contents)
        return .object(object)
    }
}

extension APIOperation.Response {
    var json: JSONValue {
        var object: JSONObject = ["description": .string(description)]
        if !headers.isEmpty {
            object["headers"] = .object(JSONObject(headers.map { ($0.name, $0.json) }))
        }
        if !contents.isEmpty { object["content"] = APIOperation.Content.json(contents) }
        return .object(object)
    }
}

extension APIOperation.Header {
    fileprivate var json: JSONValue {
        ["description": .string(description), "schema": schema.openAPI]
    }
}

extension APIOperation.Content {
    fileprivate static func json(_ contents: [APIOperation.Content]) -> JSONValue {
        .object(JSONObject(contents.map { ($0.type, $0.json) }))
    }

    private var json: JSONValue {
        var object = JSONObject()
        object["schema"] = schema?.openAPI
        object["example"] = example
        return .object(object)
    }
}
