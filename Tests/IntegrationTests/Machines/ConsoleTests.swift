import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Displays and serial consoles of real guests, through the server's WebSockets.
    @Suite struct Consoles {
        @Test func `a display speaks RFB, its picture is as large as virsh's, and its end is told`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one"))
                    for viewOnly in [false, true] { try await client.awaitDisplay(ofVM: "one", viewOnly: viewOnly) }
                    let file = site.server.folder + "/virsh.png"
                    try await eventually("the picture is as large as virsh's", within: .seconds(30)) {
                        _ = try await site.host.virsh("screenshot", "one", file)
                        let theirs = try Data(contentsOf: URL(filePath: file))
                        let ours = try await client.screenshot(ofVM: "one")
                        return ours.dropFirst(16).prefix(8) == theirs.dropFirst(16).prefix(8)
                    }
                    let small = try await client.screenshot(ofVM: "one", width: 64)
                    #expect(Array(small.dropFirst(16).prefix(4)) == [0, 0, 0, 64])
                    let ending = try await client.withSocket(.display(vm: "one", viewOnly: false)) { socket in
                        var reader = SocketReader(socket)
                        _ = try await reader.take(12)
                        try await client.succeeded(
                            try await client.stopVM("one", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                        try await reader.drain()
                        return socket.ending
                    }
                    #expect(ending?.code == 1000, "\(String(describing: ending))")
                    await #expect { try await client.screenshot(ofVM: "one") } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    let off = try await client.ending(of: .display(vm: "one", viewOnly: false))
                    #expect(off?.code == 4502 && off?.reason.contains("start it") == true)
                    #expect(try await client.ending(of: .display(vm: "none", viewOnly: false))?.code == 4404)
                }
                #expect(try await Leftovers.find(site, wanted: ["one"]) == [])
            }
        }

        @Test func `a serial console answers, is held by one, taken over by force, and is there again after a restart`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    try await client.talk("one")
                    let taken = try await client.withSocket(.serial("one")) { socket in
                        var reader = SocketReader(socket)
                        _ = try await reader.opened()
                        let held = try await client.ending(of: .serial("one"))
                        #expect(held?.code == 4409, "\(String(describing: held))")
                        try await client.talk("one", force: true)
                        try await reader.drain()
                        return socket.ending
                    }
                    #expect(taken?.code == 4409, "\(String(describing: taken))")
                    let ending = try await client.withSocket(.serial("one")) { socket in
                        var reader = SocketReader(socket)
                        _ = try await reader.opened()
                        try await client.succeeded(
                            try await client.stopVM("one", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                        try await reader.drain()
                        return socket.ending
                    }
                    #expect(ending?.code == 1000, "\(String(describing: ending))")
                    try await client.succeeded(try await client.startVM("one", .init(), key: Client.idempotencyKey()))
                    try await client.talk("one")
                }
                #expect(try await Leftovers.find(site, wanted: ["one"]) == [])
            }
        }

        @Test func `keys reach the guest's own screen`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    _ = try await client.address(of: "one")
                    // A shell waits on the first screen; what it makes there is seen on the serial line.
                    try await client.press(.init(text: "echo key\"\"board-$((40+2)) > /dev/ttyS0\n"), onVM: "one")
                    try await client.withSocket(.serial("one")) { socket in
                        var reader = SocketReader(socket)
                        try await client.press(.init(text: "echo key\"\"board-$((40+2)) > /dev/ttyS0\n"), onVM: "one")
                        try await reader.await("keyboard-42")
                    }
                }
            }
        }
    }
}
