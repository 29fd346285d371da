import Foundation
import Testing

@testable import Asciicast

private let asciinema = "/usr/bin/asciinema"

/// asciinema's own program reads what is written here.
@Suite(
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: asciinema), "needs apt-get install asciinema"))
struct AsciinemaTests {
    @Test func `asciinema cat shows the same`() throws {
        var header = AsciicastHeader(width: 80, height: 24, timestamp: 1_800_000_000)
        (header.title, header.extras) = ("ssh web", ["vm_name": "web", "command": "a \"b\""])
        var writer = AsciicastWriter(header)
        writer.output(Array("h\u{F6} \u{1F600} \u{1B}[31mred\u{1B}[0m\r\n".utf8), at: 0)
        writer.output(Array(UInt8(0)...0xFF), at: 1000)
        writer.input(Array("ls\r".utf8), at: 2000)
        writer.resize(columns: 100, rows: 40, at: 3000)
        writer.marker("here", at: 4000)
        writer.output(Array("end".utf8), at: 5000)
        writer.end()
        let folder = FileManager.default.temporaryDirectory.path + "/apus-asciinema-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(writer.lines).write(to: URL(fileURLWithPath: folder + "/a.cast"))
        let process = Process()
        // It wants a terminal of its own, though it shows nothing there.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        process.arguments = ["-qec", "\(asciinema) cat \(folder)/a.cast >\(folder)/shown", "/dev/null"]
        process.environment = ["HOME": folder, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let shown = try Data(contentsOf: URL(fileURLWithPath: folder + "/shown"))
        #expect(process.terminationStatus == 0)
        let bytes = String(decoding: Array(UInt8(0)...0xFF), as: UTF8.self)
        let wanted = "h\u{F6} \u{1F600} \u{1B}[31mred\u{1B}[0m\r\n" + bytes + "end"
        // By bytes: to a String, CR and LF are one character.
        #expect(Array(shown) == Array(wanted.utf8))
    }
}
