import ApusCore
import Foundation
import Glibc
import Synchronization
import Testing

@testable import LibvirtDriver

/// Logging in to a display that a test plays: what QEMU says, and what a hostile one might.
struct VNCLoginTests {
    private static let banner = Array("RFB 003.008\n".utf8)
    private static let challenge = (0..<16).map { UInt8($0) }

    /// Logs in where the display says these bytes.
    /// - Returns: what it was told.
    private func logIn(_ says: [UInt8], ends: Bool = true, within limit: Duration = .seconds(5)) throws -> [UInt8] {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { pair.forEach { close($0) } }
        try #require(send(pair[1], says, says.count, 0) == says.count)
        if ends { shutdown(pair[1], Int32(SHUT_WR)) }
        let login = VNCLogin(descriptor: pair[0], deadline: .now.advanced(by: limit))
        try login.run(password: "secret")
        var told = [UInt8](repeating: 0, count: 100)
        let count = recv(pair[1], &told, told.count, Int32(MSG_DONTWAIT))
        return Array(told.prefix(max(0, count)))
    }

    @Test func `a password is answered by the challenge enciphered with it`() throws {
        let answer = DES.answer(Self.challenge, password: "secret")
        #expect(
            try logIn(Self.banner + [2, 16, 2] + Self.challenge + [0, 0, 0, 0]) == Self.banner + [2] + answer)
        // RFC 6143, section 7.1.2: in 3.3 the server chooses.
        let old = Array("RFB 003.003\n".utf8)
        #expect(try logIn(old + [0, 0, 0, 2] + Self.challenge + [0, 0, 0, 0]) == old + answer)
        #expect(try logIn(old + [0, 0, 0, 1]) == old)
        #expect(try logIn(Self.banner + [1, 1] + [0, 0, 0, 0]) == Self.banner + [1])
    }

    @Test(
        arguments: [
            [], Array("RFB 003.0".utf8), Array("SSH-2.0-OpenSSH".utf8), banner, banner + [0], banner + [255, 2],
            banner + [2, 16, 19], banner + [1, 2] + challenge.dropLast(), banner + [1, 2] + challenge + [0, 0, 0, 1],
            banner + [1, 2] + challenge + [0, 0],
        ] as [[UInt8]])
    func `anything else is refused in words, and never waits for ever`(_ says: [UInt8]) {
        #expect { try logIn(says) } throws: { error in
            guard let error = error as? DriverError else { return false }
            return [.refused, .unsupported].contains(error.code) && error.message.hasSuffix(".")
        }
    }

    @Test func `a display that says nothing more is given up in time`() {
        #expect { try logIn(Self.banner + [1, 2], ends: false, within: .milliseconds(50)) } throws: {
            ($0 as? DriverError)?.code == .timedOut
        }
    }
}
