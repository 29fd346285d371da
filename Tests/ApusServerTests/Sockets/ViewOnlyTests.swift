import NIOCore
import Testing

@testable import ApusServer

/// What a viewer who may only look can make a display see.
struct ViewOnlyTests {
    private static let begin = Array("RFB 003.008\n".utf8) + [1]
    private static let looks: [[UInt8]] = [
        [0] + Array(repeating: 1, count: 19), [2, 0, 0, 2] + Array(repeating: 5, count: 8),
        [3] + Array(repeating: 9, count: 9), [150] + Array(repeating: 0, count: 9),
        [248, 0, 0, 0, 0, 0, 0, 0, 3, 7, 8, 9], [2, 0, 0, 0],
    ]
    private static let acts: [[UInt8]] = [
        [4] + Array(repeating: 3, count: 7), [5] + Array(repeating: 4, count: 5),
        [6, 0, 0, 0, 0, 0, 0, 3, 4, 4, 4], [6, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFC, 4, 4, 4, 4], [250, 0, 1, 2],
        [251, 0, 0, 0, 0, 0, 1, 0] + Array(repeating: 4, count: 16), [255, 0] + Array(repeating: 4, count: 10),
        [255, 1, 0, 0], [255, 1, 0, 2] + Array(repeating: 5, count: 6), [6, 0, 0, 0, 0, 0, 0, 0],
    ]

    /// What passes of bytes that come in pieces of random lengths.
    private func passed(_ bytes: [UInt8], _ random: inout SplitMix) throws -> [UInt8] {
        var filter = ViewOnlyFilter()
        var (place, out) = (0, [UInt8]())
        while place < bytes.count {
            let end = min(bytes.count, place + 1 + random.below(40))
            out += Array(try filter.pass(ByteBuffer(bytes: bytes[place..<end])).readableBytesView)
            place = end
        }
        return out
    }

    @Test(arguments: 0..<300) func `only what looks gets through, however the bytes are cut`(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var (sent, wanted) = (Self.begin + [0], Self.begin + [1])
        for _ in 0..<30 {
            if random.below(2) == 0 {
                let look = Self.looks[random.below(Self.looks.count)]
                sent += look
                wanted += look
            } else {
                sent += Self.acts[random.below(Self.acts.count)]
            }
        }
        #expect(try passed(sent, &random) == wanted)
    }

    @Test func `a client of RFB 3.3 names no security type`() throws {
        var random = SplitMix(state: 1)
        let begin = Array("RFB 003.003\n".utf8) + [0] + Self.acts[0] + Self.looks[2]
        #expect(try passed(begin, &random) == Array("RFB 003.003\n".utf8) + [1] + Self.looks[2])
    }

    @Test(arguments: [[7], [1], [255, 9], [254]] as [[UInt8]]) func `an unknown message ends it`(_ message: [UInt8]) {
        var random = SplitMix(state: 2)
        #expect(throws: ViewOnlyFilter.Fault.self) { try passed(Self.begin + [1] + message + [0, 0], &random) }
    }

    @Test func `a security type other than none ends it`() {
        var random = SplitMix(state: 3)
        #expect(throws: ViewOnlyFilter.Fault.self) { try passed(Self.begin.dropLast() + [19], &random) }
    }
}
