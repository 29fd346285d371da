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
                    // Firmware changes the size as it starts: the two are asked until they fall into the same time.
                    for viewOnly in [false, true] {
                        try await eventually("the display is as large as its picture", within: .seconds(30)) {
                            let size = try await client.displaySize(ofVM: "one", viewOnly: viewOnly)
                            let png = Array(try await client.screenshot(ofVM: "one"))
                            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
                            return size == Array(png[18..<20]) + Array(png[22..<24])
                        }
                    }
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
                        try await client.succeeded(
                            try await client.stopVM("one", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                        for try await _ in socket.messages {}
                        return socket.ending
                    }
                    #expect(ending?.code == 1000)
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
                        var reader = Display(socket)
                        _ = try await reader.opened()
                        let held = try await client.ending(of: .serial("one"))
                        #expect(held?.code == 4409, "\(String(describing: held))")
                        try await client.talk("one", force: true)
                        try await reader.drain()
                        return socket.ending
                    }
                    #expect(taken?.code == 4409, "\(String(describing: taken))")
                    let ending = try await client.withSocket(.serial("one")) { socket in
                        try await client.succeeded(
                            try await client.stopVM("one", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                        for try await _ in socket.messages {}
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
                        var reader = Display(socket)
                        try await client.press(.init(text: "echo key\"\"board-$((40+2)) > /dev/ttyS0\n"), onVM: "one")
                        try await reader.await("keyboard-42")
                    }
                }
            }
        }
    }
}

extension SocketTarget {
    fileprivate static func serial(_ vm: String, force: Bool = false) -> SocketTarget {
        .console(vm: vm, force: force, columns: 80, rows: 24)
    }
}

extension Client {
    /// Opens a socket that should end by itself.
    fileprivate func ending(of target: SocketTarget) async throws -> ClientSocket.Ending? {
        try await withSocket(target) { socket in
            for try await _ in socket.messages {}
            return socket.ending
        }
    }

    /// Types at a guest's console until its shell has answered.
    fileprivate func talk(_ vm: String, force: Bool = false) async throws {
        try await withSocket(.serial(vm, force: force)) { socket in
            var reader = Display(socket)
            let typing = Task {
                // A guest that boots does not hear yet.
                while !Task.isCancelled {
                    try await socket.send(Array("\recho he\"\"llo-$((6*7))\r".utf8))
                    try await Task.sleep(for: .seconds(1))
                }
            }
            defer { typing.cancel() }
            try await reader.await("hello-42")
        }
    }

    /// The width and the height that the display tells, two bytes each (RFC 6143, 7.1 to 7.3): banner, a login without a
    /// password, then the size.
    fileprivate func displaySize(ofVM vm: String, viewOnly: Bool) async throws -> [UInt8] {
        try await withSocket(.display(vm: vm, viewOnly: viewOnly)) { socket in
            var display = Display(socket)
            #expect(try await display.take(12) == Array("RFB 003.008\n".utf8))
            try await socket.send(Array("RFB 003.008\n".utf8))
            #expect(try await display.take(2) == [1, 1], "no password is asked for")
            try await socket.send([1])
            #expect(try await display.take(4) == [0, 0, 0, 0])
            try await socket.send([1])
            return try await display.take(4)
        }
    }
}

/// Reads a socket's bytes, whatever messages they come in.
private struct Display {
    private var messages: AsyncThrowingStream<ClientSocket.Message, any Error>.Iterator
    private var bytes: [UInt8] = []

    init(_ socket: ClientSocket) {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: ClientSocket.Message.self)
        Task {
            do {
                for try await message in socket.messages { continuation.yield(message) }
                continuation.finish()
            } catch { continuation.finish(throwing: error) }
        }
        messages = stream.makeAsyncIterator()
    }

    mutating func opened() async throws -> String {
        while let message = try await messages.next() { if case .text(let text) = message { return text } }
        throw ToolFailure(description: "the socket ended")
    }

    /// Reads to the end.
    mutating func drain() async throws { while try await messages.next() != nil {} }

    mutating func take(_ count: Int) async throws -> [UInt8] {
        while bytes.count < count { try await more() }
        defer { bytes.removeFirst(count) }
        return Array(bytes.prefix(count))
    }

    mutating func await(_ text: String) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(90))
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            guard ContinuousClock.now < end else {
                throw ToolFailure(description: "no \(text) in \(String(decoding: bytes.suffix(500), as: UTF8.self))")
            }
            try await more()
        }
    }

    private mutating func more() async throws {
        guard let message = try await messages.next() else { throw ToolFailure(description: "the socket ended") }
        if case .bytes(let some) = message { bytes += some }
    }
}
