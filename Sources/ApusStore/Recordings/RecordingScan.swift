import ApusModel
import Asciicast

/// Reads files of recordings from end to end, a piece at a time.
enum RecordingScan {
    /// How many bytes of whole lines a file has, and the time of the last event in microseconds.
    static func wholeLines(of path: String) throws -> (bytes: Int64, last: Int64) {
        let file = PieceFile(path)
        var reader = AsciicastReader()
        var (read, whole, last) = (Int64(0), Int64(0), Int64(0))
        var isReadable = true
        while let piece = try file.next() {
            if let end = piece.lastIndex(of: 0x0A) { whole = read + Int64(end) + 1 }
            read += Int64(piece.count)
            // A damaged header does not keep the rest from being what it is.
            guard isReadable else { continue }
            do { try reader.read(piece) { last = $0.time } } catch { isReadable = false }
        }
        return (whole, last)
    }

    /// The lines of a terminal's output that have a text in them. A file that is gone or no recording has none.
    static func search(
        _ path: String, _ text: String, limit: Int, until deadline: ContinuousClock.Instant
    ) throws -> (hits: [TranscriptSearch.Hit], isComplete: Bool) {
        let file = PieceFile(path)
        var reader = AsciicastReader()
        var search = TranscriptSearch(text)
        var hits: [TranscriptSearch.Hit] = []
        do {
            while let piece = try file.next() {
                try reader.read(piece) { event in
                    guard event.kind == .output else { return }
                    search.read(event.data, at: event.time) { hits.append($0) }
                }
                if hits.count >= limit || ContinuousClock.now >= deadline {
                    return (Array(hits.prefix(limit)), false)
                }
            }
            search.end { hits.append($0) }
        } catch is AsciicastFault {
            return (hits, true)
        } catch let problem as Problem where problem == RecordingFolder.missing {
            return (hits, true)
        }
        return (Array(hits.prefix(limit)), hits.count <= limit)
    }
}
