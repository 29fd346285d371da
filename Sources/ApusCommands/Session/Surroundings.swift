import FoundationEssentials

/// All that the program takes from, and writes to, the world around it, so that a test can be the world.
public struct Surroundings: Sendable {
    public enum Stream: Hashable, Sendable { case output, error }

    public var variables: [String: String]
    /// The directory that `~` stands for.
    public var home: String
    public var isInputTerminal: Bool
    public var isOutputTerminal: Bool
    public var isErrorTerminal: Bool
    /// Columns of the terminal that standard error shows on.
    public var width: Int
    public var now: @Sendable () -> Date
    /// Writes all of the text, or throws; ``BrokenPipe`` when nobody reads any more.
    public var write: @Sendable (Stream, String) throws -> Void
    /// One line of standard input without its end; nil at the end of input.
    public var readLine: @Sendable () async -> String?
    /// All of standard input, up to a number of bytes; nil when it holds more or cannot be read.
    public var readInput: @Sendable (Int) async -> Data?
    /// Lets a person edit a file, with the program and the arguments before the file's path; gives its exit code.
    public var edit: @Sendable (_ program: [String], _ path: String) async -> Int32

    public init(
        variables: [String: String], home: String, isInputTerminal: Bool, isOutputTerminal: Bool, isErrorTerminal: Bool,
        width: Int, now: @escaping @Sendable () -> Date, write: @escaping @Sendable (Stream, String) throws -> Void,
        readLine: @escaping @Sendable () async -> String?, readInput: @escaping @Sendable (Int) async -> Data?,
        edit: @escaping @Sendable (_ program: [String], _ path: String) async -> Int32 = { _, _ in 127 }
    ) {
        self.variables = variables
        self.home = home
        self.isInputTerminal = isInputTerminal
        self.isOutputTerminal = isOutputTerminal
        self.isErrorTerminal = isErrorTerminal
        self.width = width
        self.now = now
        self.write = write
        self.readLine = readLine
        self.readInput = readInput
        self.edit = edit
    }

    /// The world in force; the process's own unless a test says otherwise.
    @TaskLocal public static var current = Surroundings.process

    /// A variable that is set and not empty.
    func variable(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// Resolves `~/` and relative paths.
    func path(_ text: String) -> String {
        if text == "~" { return home }
        if text.hasPrefix("~/") { return home + text.dropFirst(1) }
        if text.hasPrefix("/") { return text }
        return FileManager.default.currentDirectoryPath + "/" + text
    }
}

/// The reader of the output went away (`apus vm list | head`), which is nobody's fault.
public struct BrokenPipe: Error {
    public init() {}
}
