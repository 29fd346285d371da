import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// How displays and terminals of real guests end when something happens to them.
    @Suite struct SocketEnds {
        @Test func `a token that is revoked ends what it holds open within seconds`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    try await site.server.as(.user, client) { other in
                        try await withThrowingTaskGroup(of: ClientSocket.Ending?.self) { group in
                            let targets: [SocketTarget] = [.serial("one"), .display(vm: "one", viewOnly: false)]
                            let (open, tell) = AsyncStream.makeStream(of: Void.self)
                            for target in targets {
                                group.addTask {
                                    try await other.withSocket(target) { socket in
                                        for try await _ in socket.messages { tell.yield() }
                                        return socket.ending
                                    }
                                }
                            }
                            var count = 0
                            for await _ in open {
                                count += 1
                                if count == targets.count { break }
                            }
                            let begin = ContinuousClock.now
                            try await client.deleteToken("it-user")
                            for try await ending in group {
                                #expect(ending?.code == 4401, "\(String(describing: ending))")
                                #expect(ending?.reason == "the session has ended")
                            }
                            #expect(begin.duration(to: .now) < .seconds(5))
                        }
                        await #expect { _ = try await other.ending(of: .serial("one")) } throws: {
                            refused($0, "unauthenticated", 401)
                        }
                    }
                }
            }
        }

        @Test func `when QEMU dies, display and console say so, and are there again after a start`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    try await client.talk("one")
                    for target in [SocketTarget.display(vm: "one", viewOnly: false), .serial("one")] {
                        let ending = try await client.withSocket(target) { socket in
                            var reader = SocketReader(socket)
                            if case .display = target {
                                _ = try await reader.take(12)
                            } else {
                                _ = try await reader.opened()
                            }
                            let process = try #require(try site.host.process(of: "one"))
                            #expect(kill(process, SIGKILL) == 0)
                            try await reader.drain()
                            return socket.ending
                        }
                        #expect(ending?.code == 1000, "\(target): \(String(describing: ending))")
                        #expect(ending?.reason == "the VM is shut off (crashed)", "\(target)")
                        try await eventually("it is seen as not running", within: .seconds(20)) {
                            try await client.vm("one").state.isActive == false
                        }
                        try await client.succeeded(
                            try await client.startVM("one", .init(), key: Client.idempotencyKey()))
                    }
                    try await client.awaitDisplay(ofVM: "one")
                    try await client.talk("one")
                }
            }
        }

        @Test func `who loses a console to another is told by whom it went, and the other has it`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    try await client.talk("one")
                    try await client.withSocket(.serial("one")) { first in
                        var reader = SocketReader(first)
                        _ = try await reader.opened()
                        let refusal = try await client.ending(of: .serial("one"))
                        #expect(refusal?.code == 4409 && refusal?.reason.contains("by force") == true)
                        try await client.talk("one", force: true)
                        try await reader.drain()
                        #expect(first.ending?.code == 4409)
                        #expect(first.ending?.reason == "Another has taken this console over.")
                    }
                }
            }
        }

        @Test func `a viewer who asks for pictures and reads none costs the server little`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    try await client.awaitDisplay(ofVM: "one")
                    let before = try await site.server.peakMemory()
                    try await client.withSocket(.display(vm: "one", viewOnly: false)) { socket in
                        // A whole picture of 720 by 400 is 1.1 MB; the answers to these are more than 300 MB.
                        try await socket.send(Array("RFB 003.008\n".utf8) + [1, 1])
                        let request: [UInt8] = [3, 0, 0, 0, 0, 0, 0x02, 0xD0, 0x01, 0x90]
                        for _ in 0..<300 {
                            try await socket.send(request)
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        // What waits for one reader, and what measuring took besides.
                        let grown = try await site.server.peakMemory() - before
                        #expect(grown < 8 << 20, "\(grown >> 10) KiB")
                        // More than a picture did wait. QEMU makes one of many requests that it cannot answer.
                        var reader = SocketReader(socket)
                        _ = try await reader.take(1 << 20)
                    }
                }
            }
        }
    }
}
