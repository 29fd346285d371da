extension OpenAPIDocument {
    /// The document as JSON, always in the same order.
    public var json: JSONValue {
        var document: JSONObject = ["openapi": "3.1.0", "info": .object(info)]
        if !servers.isEmpty { document["servers"] = .array(servers.map(\.json)) }
        if !allTags.isEmpty { document["tags"] = .array(allTags) }
        if !security.isEmpty { document["security"] = APIOperation.requirements(security) }
        document["paths"] = .object(paths)
        if !componentObjects.isEmpty { document["components"] = .object(componentObjects) }
        return .object(document)
    }

    private var info: JSONObject {
        var info: JSONObject = ["title": .string(title), "version": .string(version)]
        info["description"] = description.map { .string($0) }
        return info
    }

    private var allTags: [JSONValue] {
        var tags = tags.map {
            ($0.name, JSONValue.object(["name": .string($0.name), "description": .string($0.description)]))
        }
        for name in operations.compactMap(\.tag) where !tags.contains(where: { $0.0 == name }) {
            tags.append((name, ["name": .string(name)]))
        }
        return tags.map(\.1)
    }

    /// Paths in the order of their first operation.
    private var paths: JSONObject {
        var paths = JSONObject()
        for operation in operations {
            var item = paths[operation.path]?.objectValue ?? JSONObject()
            item[operation.method.rawValue] = operation.json(hasDefault: defaultResponse != nil)
            paths[operation.path] = .object(item)
        }
        return paths
    }

    private var componentObjects: JSONObject {
        let schemas = References(of: self).named.map { ($0.name, $0.schema.openAPI) }
        var components = JSONObject()
        if !schemas.isEmpty { components["schemas"] = .object(JSONObject(schemas)) }
        components["responses"] = defaultResponse.map { [APIOperation.defaultName: $0.json] }
        if !securitySchemes.isEmpty {
            components["securitySchemes"] = .object(JSONObject(securitySchemes.map { ($0.name, $0.json) }))
        }
        return components
    }
}

extension OpenAPIDocument.Server {
    fileprivate var json: JSONValue {
        var server: JSONObject = ["url": .string(url)]
        server["description"] = description.map { .string($0) }
        return .object(server)
    }
}

extension OpenAPIDocument.NamedScheme {
    fileprivate var json: JSONValue {
        var object: JSONObject =
            switch scheme {
            case .bearer: ["type": "http", "scheme": "bearer"]
            case .basic: ["type": "http", "scheme": "basic"]
            case .cookie(let name): ["type": "apiKey", "in": "cookie", "name": .string(name)]
            case .header(let name): ["type": "apiKey", "in": "header", "name": .string(name)]
            }
        if case .bearer(let format?) = scheme { object["bearerFormat"] = .string(format) }
        object["description"] = .string(description)
        return .object(object)
    }
}
