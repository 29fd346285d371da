import FoundationEssentials

/// The answer of `GET /readyz`: ready is true even with dead hosts, since the others are served.
public struct Health: Codable, Hashable, Sendable {
    public var ready: Bool
    public var version: String
    public var providers: Int
    public var unreachable: [String]

    public init(ready: Bool, version: String, providers: Int, unreachable: [String]) {
        self.ready = ready
        self.version = version
        self.providers = providers
        self.unreachable = unreachable
    }
}

/// The version of this build.
public enum ApusVersion {
    public static let current = "0.1.0"
}
