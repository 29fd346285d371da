/// The named schemas of a document, sorted by name.
struct References {
    private var schemas: [String: Schema] = [:]
    /// Names that stand for two different schemas.
    private(set) var conflicts: Set<String> = []

    init(of document: OpenAPIDocument) {
        for schema in document.allSchemas { collect(schema) }
    }

    var named: [(name: String, schema: Schema)] {
        schemas.sorted { $0.key < $1.key }.map { (name: $0.key, schema: $0.value) }
    }

    private mutating func collect(_ schema: Schema) {
        switch schema.shape {
        case .any, .boolean, .integer, .number, .string, .choice: break
        case .array(let shape): collect(shape.item)
        case .map(let shape): collect(shape.value)
        case .nullable(let inner): collect(inner)
        case .object(let shape): for field in shape.fields { collect(field.schema) }
        case .reference(let reference): collect(reference)
        }
    }

    private mutating func collect(_ reference: Reference) {
        let target = reference.target()
        if let known = schemas[reference.name] {
            if known.openAPI != target.openAPI { conflicts.insert(reference.name) }
            return
        }
        schemas[reference.name] = target
        collect(target)
    }
}

extension OpenAPIDocument {
    /// Every schema that stands in the document, in its order.
    var allSchemas: [Schema] {
        operations.flatMap(\.schemas) + (defaultResponse?.schemas ?? []) + components
    }
}

extension APIOperation {
    var schemas: [Schema] {
        parameters.map(\.schema) + (requestBody?.contents.compactMap(\.schema) ?? [])
            + responses.sorted { $0.key < $1.key }.flatMap(\.value.schemas)
    }
}

extension APIOperation.Response {
    fileprivate var schemas: [Schema] { contents.compactMap(\.schema) + headers.map(\.schema) }
}
