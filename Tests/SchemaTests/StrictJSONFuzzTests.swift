import Foundation
import Schema
import Testing

/// A generator that repeats itself, so that a failure can be run again (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct StrictJSONFuzzTests {
    private static let seeds = [
        #"{"name":"web-1","cpus":4,"memory":8589934592,"disks":[{"size":1e10,"bus":"virtio"}],"on":true,"x":null}"#,
        #"[0,-1,1.5,9223372036854775808,1e-7,"é\u00e9\ud83d\ude00\n",[],{},[[[]]],false]"#,
        #"{"a":{"b":{"c":[1,2,{"d":"\"\\\/\b"}]}},"e":""}"#,
        #""text""#, "-12.5e+3", "true",
    ].map { Array($0.utf8) }

    private static let pieces =
        [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", "+", ".", "e", "E", "\\u", "\\ud800", "\\u0000",
            "null", "\"a\":", "\u{0}", "\n", " ", "é", "\u{FEFF}", "1e400", "//", "NaN",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

    private func mutant(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = Self.seeds.randomElement(using: &numbers) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let place = Int.random(in: 0...bytes.count, using: &numbers)
            let end = min(bytes.count, place + Int.random(in: 0...3, using: &numbers))
            let piece = Self.pieces.randomElement(using: &numbers) ?? []
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes.insert(contentsOf: piece, at: place)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.replaceSubrange(place..<end, with: piece)
            default: bytes.insert(contentsOf: bytes[place..<end], at: place)
            }
        }
        return bytes
    }

    /// 50,000 texts in four parts, so that the cores share them.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `what the strict reader takes, Foundation takes too, and it reads back the same`(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        var accepted = 0
        for _ in 0..<12_500 {
            let bytes = mutant(&numbers)
            guard let value = try? StrictJSON.parse(bytes) else { continue }
            accepted += 1
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(throws: Never.self, "\(text)") {
                _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            }
            #expect(try StrictJSON.parse(value.bytes()) == value, "\(text)")
            #expect(try StrictJSON.parse(value.bytes(.pretty)) == value, "\(text)")
        }
        #expect((1_000..<12_000).contains(accepted))
    }
}
