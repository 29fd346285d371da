import FoundationEssentials

/// What `doctor` asks a host.
public protocol DiagnosisDriver: Sendable {
    /// Looks at the host and tells in plain words what is right and wrong. Never throws: a failure is a check's result.
    func examine() async -> [HostCheck]
}

/// One thing that `doctor` looked at.
public struct HostCheck: Codable, Hashable, Sendable {
    public enum State: String, Codable, Sendable, CaseIterable { case ok, warning, failed }

    public var name: String
    public var state: State
    /// What was found and, when it is wrong, what to do.
    public var detail: String

    public init(name: String, state: State, detail: String) {
        self.name = name
        self.state = state
        self.detail = detail
    }
}
