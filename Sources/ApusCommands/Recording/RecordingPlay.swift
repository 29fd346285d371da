import ApusClient
import ApusModel
import ArgumentParser
import Asciicast

struct RecordingPlay: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Show a recording on this terminal as it happened.",
        discussion: """
            Space pauses and goes on, + and - change the speed, a full stop goes on to the next output at once, q ends. Only text, colours and the cursor's ways are shown: what a recording would make this \
            terminal answer or keep is left out. Where the output is no terminal, all is written at once.

            Examples:
              apus recording play web-1-20261121-184012-3f2a
              apus recording play 17 --speed 4 --idle-limit 1
              apus recording play ./web-1.cast
            """)

    @Argument(help: "Name, number or id; or the path of a file (with a slash).", completion: References.of(.recordings))
    var recording: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Times as fast.", valueName: "factor"))
    var speed = 1.0

    @Option(name: .shortAndLong, help: ArgumentHelp("The longest wait between two outputs.", valueName: "seconds"))
    var idleLimit: Double?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .table }

    func validate() throws {
        guard speed > 0, speed <= 1000 else { throw ValidationError("--speed must be above 0, and 1000 at most.") }
        if let idleLimit, !(0...86_400).contains(idleLimit) {
            throw ValidationError("--idle-limit must be 0 to 86400 seconds.")
        }
    }

    func run(_ session: Session) async throws {
        let surroundings = session.terminal.surroundings
        let pacing = Pacing(speed: speed, idleLimit: idleLimit.map { Int64($0 * 1_000_000) })
        let keys = surroundings.isOutputTerminal && surroundings.isInputTerminal ? try PlayKeys() : nil
        var player = Player(surroundings, surroundings.isOutputTerminal ? pacing : nil, keys)
        // Whatever ends it, the terminal is as it was.
        defer {
            player.leave()
            keys?.end()
        }
        do {
            try await play(session, &player)
        } catch is Player.Ended {
            return
        } catch let fault as AsciicastFault {
            throw ClientError(.badFile, "\(recording) cannot be played: \(fault.description).")
        }
    }

    private func play(_ session: Session, _ player: inout Player) async throws {
        guard recording.contains("/") else {
            return try await session.client.recording(recording) { try await player.take($0) }
        }
        let file = try LocalFile(reading: session.terminal.surroundings.path(recording))
        var offset: Int64 = 0
        while offset < file.size {
            let piece = try file.bytes(at: offset, count: 262_144)
            guard !piece.isEmpty else { return }
            offset += Int64(piece.count)
            try await player.take(piece)
        }
    }
}
