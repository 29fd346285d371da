import FoundationEssentials
import Synchronization

@testable import ApusCommands

/// A world for a command: what it writes is kept, what it reads is given, its files are in a folder of its own.
final class Stage: Sendable {
    private let written = Mutex<[Surroundings.Stream: String]>([:])
    let folder: String
    /// Kept alive as long as the stage.
    let server: StubServer?
    let world: Mutex<Surroundings>

    init(
        _ variables: [String: String] = [:], server: StubServer? = nil, input: String? = nil, isTerminal: Bool = false,
        width: Int = 80
    ) {
        self.server = server
        let folder = FileManager.default.temporaryDirectory.path + "/apus-" + UUID().uuidString
        self.folder = folder
        var all = variables.merging(["XDG_CONFIG_HOME": folder]) { given, _ in given }
        if let server { all["APUS_URL"] = server.url }
        world = Mutex(
            Surroundings(
                variables: all, home: folder, isInputTerminal: isTerminal, isOutputTerminal: isTerminal,
                isErrorTerminal: isTerminal, width: width, now: { Date(timeIntervalSince1970: 1_800_000_000) },
                write: { _, _ in }, readLine: { input }, readInput: { _ in input.map { Data($0.utf8) } }))
        world.withLock { world in
            world.write = { [weak self] stream, text in self?.written.withLock { $0[stream, default: ""] += text } }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var output: String { written.withLock { $0[.output] ?? "" } }
    var error: String { written.withLock { $0[.error] ?? "" } }
    var surroundings: Surroundings { world.withLock { $0 } }

    /// Runs the program and returns its exit code.
    func run(_ arguments: String...) async -> Int32 {
        await Surroundings.$current.withValue(surroundings) { await Program.run(arguments) }
    }

    /// Makes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try PrivateFile.write(text, to: folder + "/" + name)
        return folder + "/" + name
    }

    /// Makes a token where the program looks for it.
    func token() throws { _ = try file("apus/token", "sesame\n") }
}
