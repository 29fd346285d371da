/// What runs on a pseudo terminal.
public struct TerminalProgram: Sendable {
    /// Arguments as the program gets them; the first is its absolute path. No shell reads them.
    public var command: [String]
    /// What the program is told as its own name, where that is not its path: `-bash` makes a login shell.
    public var name: String?
    /// All of its environment: none of ours.
    public var environment: [String: String]
    /// Where it begins.
    public var folder: String
    /// The most bytes that a file it writes may have; it is ended by SIGXFSZ beyond. Holds from a moment after its start.
    public var fileLimit: UInt?

    public init(
        command: [String], name: String? = nil, environment: [String: String] = [:], folder: String = "/"
    ) {
        self.command = command
        self.name = name
        self.folder = folder
        let standard = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        ]
        self.environment = standard.merging(environment) { _, own in own }
    }
}

/// Why there is no terminal.
public struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
