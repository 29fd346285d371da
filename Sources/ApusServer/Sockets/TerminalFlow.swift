import ApusCore
import ApusModel
import FoundationEssentials
import NIOCore
import Schema

/// How much of a terminal's output its client has shown. One that never says is held back by its socket only.
struct TerminalFlow: Sendable {
    private static let most = 256 << 10
    private static let few = 64 << 10

    var sent = 0
    private var shown = 0
    private var speaks = false

    mutating func acknowledge(_ count: Int) {
        speaks = true
        shown = min(sent, shown + min(count, sent))
    }

    /// Whether the source must wait.
    /// - Parameter isHeld: whether it does already: it goes on only when little is left.
    func isBehind(_ isHeld: Bool) -> Bool { speaks && sent - shown > (isHeld ? Self.few : Self.most) }
}

/// The text frames of the terminal protocol (docs/Consoles.md).
enum TerminalMessage: Hashable, Sendable {
    case resized(TerminalSize)
    case acknowledged(Int)
    /// Nothing more will be typed.
    case inputEnded

    /// What a client says; nil when it is not understood.
    init?(_ text: String) {
        guard let value = try? StrictJSON.parse(Array(text.utf8)), case .object(let object) = value else { return nil }
        switch object["t"] {
        case .string("resize"):
            guard let columns = object["cols"].flatMap(Self.number), let rows = object["rows"].flatMap(Self.number)
            else { return nil }
            self = .resized(TerminalSize(columns: columns, rows: rows))
        case .string("ack"):
            guard let count = object["bytes"].flatMap(Self.number), count >= 0 else { return nil }
            self = .acknowledged(count)
        case .string("eof"): self = .inputEnded
        default: return nil
        }
    }

    private static func number(_ value: JSONValue) -> Int? {
        guard case .integer(let number) = value else { return nil }
        return Int(clamping: number)
    }

    /// Something for the person.
    static func notice(_ text: String) -> String {
        JSONValue.object(["t": "info", "text": .string(text)]).text(.compact)
    }

    /// The terminal stands.
    static func opened(_ recorder: (any TerminalRecorder)?) -> String {
        let recorded = recorder.map { $0.keepsInput ? "input and output" : "output" } ?? "no"
        let id: JSONValue = recorder.map { .string($0.id) } ?? .null
        return JSONValue.object(["t": "open", "recording": id, "recorded": .string(recorded)]).text(.compact)
    }

    /// Standard error of a command without a terminal; bytes, so in base64.
    static func errors(_ bytes: ByteBuffer) -> String {
        "{\"t\":\"stderr\",\"data\":\"\(Data(bytes.readableBytesView).base64EncodedString())\"}"
    }

    /// Why it is closed, in all its words: a close frame has room for 123 bytes.
    static func fault(_ text: String) -> String {
        JSONValue.object(["t": "error", "text": .string(text)]).text(.compact)
    }

    static func exit(_ status: Int32) -> String { "{\"t\":\"exit\",\"code\":\(status)}" }
}
