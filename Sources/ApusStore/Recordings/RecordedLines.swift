import ApusCore
import ApusModel
import Asciicast

/// What passed a terminal at one moment.
enum RecordedPiece: Sendable {
    case output([UInt8])
    case input([UInt8])
    case resize(TerminalSize)

    /// Bytes that it takes while it waits.
    var count: Int {
        switch self {
        case .output(let bytes), .input(let bytes): bytes.count
        case .resize: 16
        }
    }
}

/// A file and the lines that are on their way into it.
struct RecordedLines: ~Copyable {
    private var file: RecordingFile
    private var lines: AsciicastWriter

    /// Writes the header.
    init(_ file: consuming RecordingFile, _ header: AsciicastHeader) throws(Problem) {
        self.file = file
        lines = AsciicastWriter(header)
        try save()
    }

    var facts: RecordingFacts { RecordingFacts(bytes: file.size, duration: Double(lines.last) / 1_000_000) }

    /// Small pieces are written together; large ones are not gathered.
    mutating func append(_ pieces: [(time: Int64, piece: RecordedPiece)]) throws(Problem) {
        for (time, piece) in pieces {
            switch piece {
            case .output(let bytes): lines.output(bytes, at: time)
            case .input(let bytes): lines.input(bytes, at: time)
            case .resize(let size): lines.resize(columns: size.columns, rows: size.rows, at: time)
            }
            if lines.lines.count >= 1 << 20 { try save() }
        }
        try save()
    }

    mutating func end() throws(Problem) {
        lines.end()
        try save()
    }

    func sync() { file.sync() }

    private mutating func save() throws(Problem) {
        var fault: Problem?
        lines.drain { bytes in
            do throws(Problem) { try file.append(bytes) } catch { fault = error }
        }
        if let fault { throw fault }
    }
}
