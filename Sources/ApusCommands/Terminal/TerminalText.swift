import ApusClient
import ApusModel
import FoundationEssentials

/// What the server says in the text frames of a terminal (docs/Consoles.md).
enum TerminalText: Hashable, Sendable {
    /// What of the session is recorded; `no` for nothing.
    case opened(recorded: String)
    case information(String)
    case exited(Int32)
    /// Why it is closed now.
    case failed(String)
    /// Standard error of a command without a terminal.
    case errors([UInt8])

    /// nil for what this version does not know.
    init?(_ text: String) {
        guard let value = try? JSONCoding.decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
        switch value["t"]?.text {
        case "open": self = .opened(recorded: value["recorded"]?.text ?? "no")
        case "info": self = .information(value["text"]?.text ?? "")
        case "error": self = .failed(value["text"]?.text ?? "")
        case "exit":
            guard case .integer(let code) = value["code"] else { return nil }
            self = .exited(Int32(clamping: code))
        case "stderr":
            guard let data = value["data"]?.text.flatMap({ Data(base64Encoded: $0) }) else { return nil }
            self = .errors(Array(data))
        default: return nil
        }
    }
}
