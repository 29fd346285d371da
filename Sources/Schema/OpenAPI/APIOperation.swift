/// One method of one path, as OpenAPI 3.1 describes it (Operation Object).
public struct APIOperation: Sendable {
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case get, put, post, delete, options, head, patch, trace
    }

    public var method: Method
    /// Starts with `/`; parameters in braces, e.g. `/api/v1/vms/{id}`.
    public var path: String
    /// Unique in the document; generated clients name their functions by it.
    public var operationID: String
    /// A few words.
    public var summary: String
    public var description: String?
    /// The group in which it is shown.
    public var tag: String?
    public var parameters: [Parameter]
    public var requestBody: RequestBody?
    /// By status code.
    public var responses: [Int: Response]
    /// Names of security schemes, any of which is enough. Nil: as the document says. Empty: none is needed.
    public var security: [String]?
    public var isDeprecated: Bool

    public init(
        _ method: Method, _ path: String, operationID: String, summary: String, description: String? = nil,
        tag: String? = nil, parameters: [Parameter] = [], requestBody: RequestBody? = nil,
        responses: [Int: Response], security: [String]? = nil, isDeprecated: Bool = false
    ) {
        self.method = method
        self.path = path
        self.operationID = operationID
        self.summary = summary
        self.description = description
        self.tag = tag
        self.parameters = parameters
        self.requestBody = requestBody
        self.responses = responses
        self.security = security
        self.isDeprecated = isDeprecated
    }
}

extension APIOperation {
    /// A value in the path, the query or a header. ``Schema/value(ofText:)`` reads it, ``Schema/validate(text:)``
    /// checks it.
    public struct Parameter: Sendable {
        public enum Place: String, Sendable, Hashable { case path, query, header }

        public let name: String
        public let place: Place
        public let schema: Schema
        public let isRequired: Bool
        public let description: String
        public let example: JSONValue?

        public static func path(
            _ name: String, _ schema: Schema, _ description: String, example: JSONValue? = nil
        ) -> Parameter {
            Parameter(
                name: name, place: .path, schema: schema, isRequired: true, description: description, example: example)
        }

        public static func query(
            _ name: String, _ schema: Schema, _ description: String, required: Bool = false, example: JSONValue? = nil
        ) -> Parameter {
            Parameter(
                name: name, place: .query, schema: schema, isRequired: required, description: description,
                example: example)
        }

        public static func header(
            _ name: String, _ schema: Schema, _ description: String, required: Bool = false, example: JSONValue? = nil
        ) -> Parameter {
            Parameter(
                name: name, place: .header, schema: schema, isRequired: required, description: description,
                example: example)
        }
    }

    /// A body in one media type.
    public struct Content: Sendable {
        /// E.g. `application/json`.
        public let type: String
        /// Nil for bytes and texts that no schema describes.
        public let schema: Schema?
        public let example: JSONValue?

        public init(_ type: String, _ schema: Schema? = nil, example: JSONValue? = nil) {
            self.type = type
            self.schema = schema
            self.example = example
        }
    }

    /// What a client sends.
    public struct RequestBody: Sendable {
        public let contents: [Content]
        public let isRequired: Bool
        public let description: String?

        public init(_ contents: [Content], required: Bool = true, description: String? = nil) {
            self.contents = contents
            isRequired = required
            self.description = description
        }

        public static func json(
            _ schema: Schema, required: Bool = true, description: String? = nil, example: JSONValue? = nil
        ) -> RequestBody {
            RequestBody(
                [Content("application/json", schema, example: example)], required: required, description: description)
        }
    }

    /// What a client gets.
    public struct Response: Sendable {
        public let description: String
        public let contents: [Content]
        public let headers: [Header]

        public init(_ description: String, _ contents: [Content] = [], headers: [Header] = []) {
            self.description = description
            self.contents = contents
            self.headers = headers
        }

        public static func json(_ description: String, _ schema: Schema, headers: [Header] = []) -> Response {
            Response(description, [Content("application/json", schema)], headers: headers)
        }

        /// A problem document of RFC 9457.
        public static func problem(_ description: String, _ schema: Schema) -> Response {
            Response(description, [Content("application/problem+json", schema)])
        }
    }

    /// A header of an answer.
    public struct Header: Sendable {
        public let name: String
        public let schema: Schema
        public let description: String

        public init(_ name: String, _ schema: Schema, _ description: String) {
            self.name = name
            self.schema = schema
            self.description = description
        }
    }
}
