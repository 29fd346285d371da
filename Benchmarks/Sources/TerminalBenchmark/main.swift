import Asciicast
import Foundation
import Glibc
import Terminal

// How fast recordings are written, and how fast a pseudo terminal with a recorder is: both on one core, beside a bare pseudo terminal.

func seconds(_ work: () throws -> Void) rethrows -> Double {
    let begin = ContinuousClock.now
    try work()
    return (ContinuousClock.now - begin) / .seconds(1)
}

func rate(_ name: String, _ bytes: Int, _ seconds: Double) {
    print("\(name): \(Int(Double(bytes) / seconds / 1e6)) MB/s")
}

func filled(_ text: String, _ count: Int) -> [UInt8] {
    let bytes = Array(text.utf8)
    return (0..<count).map { bytes[$0 % bytes.count] }
}

let samples = [
    ("plain text", filled("The quick brown fox jumps over the lazy dog 0123456789\r\n", 65_536)),
    ("colours and UTF-8", filled("\u{1B}[1;31mred\u{1B}[0m äöü€ \"quoted\" 😀\r\n", 65_536)),
    ("random bytes", (0..<65_536).map { _ in UInt8.random(in: 0...255) }),
]
for (name, piece) in samples {
    var writer = AsciicastWriter(AsciicastHeader(width: 80, height: 24))
    let time = seconds {
        for number in 0..<2000 {
            writer.output(piece, at: Int64(number))
            writer.drain { _ in }
        }
    }
    rate("writer, \(name)", 2000 * piece.count, time)
}

/// Reads what `cat` writes, with and without lines of a recording that go into a file.
func terminal(_ path: String, into recording: String?) throws -> (Int, Double) {
    let program = TerminalProgram(command: ["/usr/bin/cat", path])
    let terminal = try ChildTerminal(program, columns: 80, rows: 24)
    let file = recording.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
    var writer = AsciicastWriter(AsciicastHeader(width: 80, height: 24))
    var (count, piece) = (0, [UInt8](repeating: 0, count: 65_536))
    let begin = ContinuousClock.now
    while true {
        let got = read(terminal.descriptor, &piece, piece.count)
        guard got > 0 else { break }
        count += got
        guard let file else { continue }
        writer.output(Array(piece.prefix(got)), at: Int64((ContinuousClock.now - begin) / .microseconds(1)))
        writer.drain { _ = write(file, $0.baseAddress, $0.count) }
    }
    let time = (ContinuousClock.now - begin) / .seconds(1)
    terminal.closeMaster()
    if let file { close(file) }
    return (count, time)
}

let folder = FileManager.default.temporaryDirectory.path + "/apus-benchmark-\(getpid())"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }
let line = filled("The quick brown fox jumps over the lazy dog 0123456789\n", 1 << 20)
FileManager.default.createFile(atPath: folder + "/text", contents: nil)
let text = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/text"))
for _ in 0..<256 { try text.write(contentsOf: Data(line)) }
try text.close()
for recording in [nil, folder + "/terminal.cast"] {
    let (count, time) = try terminal(folder + "/text", into: recording)
    rate("cat of 256 MiB, \(recording == nil ? "bare" : "recorded")", count, time)
}
