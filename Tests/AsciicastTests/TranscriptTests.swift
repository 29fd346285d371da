import Testing

@testable import Asciicast

@Suite struct TranscriptTests {
    private func hits(_ text: String, in pieces: [String]) -> [TranscriptSearch.Hit] {
        var search = TranscriptSearch(text)
        var hits: [TranscriptSearch.Hit] = []
        for (time, piece) in pieces.enumerated() { search.read(Array(piece.utf8), at: Int64(time)) { hits.append($0) } }
        search.end { hits.append($0) }
        return hits
    }

    @Test func `a text is found in either case, with the time its line began`() {
        let found = hits("PASSWD", in: ["$ cat /etc/pas", "swd\r\n", "root:x:0\r\n"])
        #expect(found == [.init(time: 0, line: "$ cat /etc/passwd")])
    }

    @Test func `control sequences do not hide a text, wherever they are cut`() {
        let shown = "a\u{1B}[1;31mfa\u{1B}]0;title fatal\u{7}tal\u{1B}P1$r fatal\u{1B}\\ er\u{1B}(Bror\r\n"
        for cut in 0...shown.utf8.count {
            let bytes = Array(shown.utf8)
            let pieces = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
            #expect(hits("fatal error", in: pieces).map(\.line) == ["afatal error"], "\(cut)")
        }
    }

    @Test func `what was erased by backspace is not there`() {
        #expect(hits("ls -l", in: ["lx\u{8}s -l\n"]).count == 1)
        #expect(hits("lx", in: ["lx\u{8}s -l\n"]).isEmpty)
    }

    @Test func `endless strings and lines are given up`() {
        let endless = "\u{1B}]0;" + String(repeating: "x", count: 70_000) + "\nneedle\n"
        #expect(hits("needle", in: [endless]).count == 1)
        let long = String(repeating: "y", count: 10_000) + "needle"
        #expect(hits("needle", in: [long]).allSatisfy { $0.line.utf8.count <= TranscriptSearch.lineLimit })
    }

    @Test(arguments: [
        "\u{1B}]52;c;aGk=\u{7}", "\u{1B}]52;c;aGk=\u{1B}\\", "\u{1B}[c", "\u{1B}[>c", "\u{1B}[6n", "\u{1B}[?6n",
        "\u{1B}P$qm\u{1B}\\",
        "\u{1B}[21t", "\u{1B}[?1000h", "\u{1B}[?2004h", "\u{1B}[?1004;25h", "\u{1B}]0;title\u{7}",
        "\u{1B}]8;;http://x\u{1B}\\", "\u{5}", "\u{1B}Z",
        "\u{1B}_x\u{1B}\\", "\u{9B}6n".replacing("6n", with: ""), "\u{1B}[>q", "\u{1B}[?u", "\u{1B}[!p", "\u{1B}[$p",
        "\u{0}", "\u{1B}[0x",
    ])
    func `what a terminal would answer, keep or obey beyond its look is not replayed`(_ sequence: String) {
        let bytes = Array("before\(sequence)after".utf8)
        for cut in 0...bytes.count {
            var filter = ReplayFilter()
            let passed = filter.pass(Array(bytes[..<cut])) + filter.pass(Array(bytes[cut...]))
            #expect(String(decoding: passed, as: UTF8.self) == "beforeafter", "cut at \(cut)")
        }
    }

    @Test(arguments: [
        "\u{1B}[1;38;5;200m", "\u{1B}[2J", "\u{1B}[10;20H", "\u{1B}[?25l", "\u{1B}[?1049h", "\u{1B}7\u{1B}8",
        "\u{1B}(B", "\r\n\t\u{8}\u{7}",
        "äöü€😀", "\u{1B}M", "\u{1B}[3;10r", "© 2026",
    ])
    func `what only shows is replayed as it was`(_ text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var filter = ReplayFilter()
            let passed = filter.pass(Array(bytes[..<cut])) + filter.pass(Array(bytes[cut...]) + [0x2E])
            #expect(passed == bytes + [0x2E])
        }
    }

    @Test func `waits are as long as they were, unless a limit or a speed makes them shorter`() {
        var plain = Pacing()
        #expect([0, 1_000_000, 500_000, 61_000_000].map { plain.due($0) } == [0, 1_000_000, 1_000_000, 61_000_000])
        var short = Pacing(speed: 2, idleLimit: 1_000_000)
        #expect([0, 1_000_000, 61_000_000, 61_500_000].map { short.due($0) } == [0, 500_000, 1_000_000, 1_250_000])
        var odd = Pacing(speed: 0)
        #expect(odd.due(5) == 5)
    }
}
