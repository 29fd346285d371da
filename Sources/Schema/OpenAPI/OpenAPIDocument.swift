/// A whole API as OpenAPI 3.1. The components are gathered from the operations' references, so none can be missing.
public struct OpenAPIDocument: Sendable {
    public var title: String
    /// Of the API, e.g. `1.4.0`.
    public var version: String
    public var description: String?
    public var servers: [Server]
    /// Groups in the order in which they are shown. Groups that only operations name follow after these.
    public var tags: [Tag]
    public var operations: [APIOperation]
    /// References to show among the components although no operation leads to them.
    public var components: [Schema]
    public var securitySchemes: [NamedScheme]
    /// Names of schemes, any of which is enough, for operations that do not say.
    public var security: [String]
    /// The `default` response of every operation, usually the problem document.
    public var defaultResponse: APIOperation.Response?

    public init(
        title: String, version: String, description: String? = nil, servers: [Server] = [], tags: [Tag] = [],
        operations: [APIOperation], components: [Schema] = [], securitySchemes: [NamedScheme] = [],
        security: [String] = [], defaultResponse: APIOperation.Response? = nil
    ) {
        self.title = title
        self.version = version
        self.description = description
        self.servers = servers
        self.tags = tags
        self.operations = operations
        self.components = components
        self.securitySchemes = securitySchemes
        self.security = security
        self.defaultResponse = defaultResponse
    }
}

extension OpenAPIDocument {
    /// Where the API answers; the URL may be relative, e.g. `/`.
    public struct Server: Sendable {
        public let url: String
        public let description: String?

        public init(_ url: String, _ description: String? = nil) {
            self.url = url
            self.description = description
        }
    }

    /// A group of operations.
    public struct Tag: Sendable {
        public let name: String
        public let description: String

        public init(_ name: String, _ description: String) {
            self.name = name
            self.description = description
        }
    }

    /// A way to prove who one is.
    public enum SecurityScheme: Sendable {
        /// `Authorization: Bearer`; the format is a hint, e.g. `JWT`.
        case bearer(format: String? = nil)
        /// `Authorization: Basic`.
        case basic
        /// A cookie of this name.
        case cookie(String)
        /// A header of this name.
        case header(String)
    }

    /// A scheme under the name by which operations ask for it.
    public struct NamedScheme: Sendable {
        public let name: String
        public let scheme: SecurityScheme
        public let description: String

        public init(_ name: String, _ scheme: SecurityScheme, _ description: String) {
            self.name = name
            self.scheme = scheme
            self.description = description
        }
    }
}
