import NIOCore
import Testing

@testable import ApusServer

/// The handshake that is played to viewers of a display which the server has logged in to.
struct GreetingTests {
    private func play(_ client: [UInt8], in size: Int) throws -> (answers: [UInt8], rest: [UInt8]) {
        var greeting = RFBGreeting()
        var (answers, rest) = ([UInt8](), [UInt8]())
        for start in stride(from: 0, to: client.count, by: size) {
            var input = ByteBuffer(bytes: client[start..<min(start + size, client.count)])
            answers += Array(try greeting.answer(&input).readableBytesView)
            rest += Array(input.readableBytesView)
        }
        #expect(greeting.isDone)
        return (answers, rest)
    }

    @Test(arguments: [1, 5, 100]) func `viewers of each version are let in without a password`(_ size: Int) throws {
        for (version, types, answer) in [
            ("RFB 003.008\n", [1], [1, 1, 0, 0, 0, 0]), ("RFB 003.007\n", [1], [1, 1]),
            ("RFB 003.003\n", [], [0, 0, 0, 1]),
        ] as [(String, [UInt8], [UInt8])] {
            let played = try play(Array(version.utf8) + types + [1, 3, 4], in: size)
            #expect(played.answers == answer && played.rest == [1, 3, 4], "\(version)")
        }
    }

    @Test(arguments: ["RFB 004.000\n", "GET / HTTP/1"]) func `anything else is refused`(_ text: String) {
        #expect(throws: RFBGreeting.Fault.self) { try play(Array(text.utf8), in: 100) }
    }
}
