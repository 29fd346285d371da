import ApusClient
import ApusModel
import Foundation
import Testing

/// Reads a socket's bytes, whatever messages they come in.
struct SocketReader {
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

    /// The next text but what is only for people.
    mutating func opened() async throws -> String {
        while let message = try await messages.next() {
            if case .text(let text) = message, !text.hasPrefix(#"{"t":"info""#) { return text }
        }
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
        guard let message = try await messages.next() else {
            let text = String(decoding: bytes.suffix(500), as: UTF8.self)
            throw ToolFailure(description: "the socket ended after: \(text)")
        }
        if case .bytes(let some) = message { bytes += some }
    }
}

extension SocketTarget {
    static func serial(_ vm: String, force: Bool = false) -> SocketTarget {
        .console(vm: vm, force: force, columns: 80, rows: 24)
    }
}

extension Client {
    /// Opens a socket that should end by itself.
    func ending(of target: SocketTarget) async throws -> ClientSocket.Ending? {
        try await withSocket(target) { socket in
            for try await _ in socket.messages {}
            return socket.ending
        }
    }

    /// Types a line at a terminal until what it should print is there: one that boots does not hear yet.
    func type(_ line: String, at target: SocketTarget, until answer: String) async throws {
        try await withSocket(target) { socket in
            var reader = SocketReader(socket)
            let typing = Task {
                while !Task.isCancelled {
                    try await socket.send(Array("\r\(line)\r".utf8))
                    try await Task.sleep(for: .seconds(1))
                }
            }
            defer { typing.cancel() }
            try await reader.await(answer)
        }
    }

    /// Types at a guest's console until its shell has answered.
    func talk(_ vm: String, force: Bool = false) async throws {
        try await type("echo he\"\"llo-$((6*7))", at: .serial(vm, force: force), until: "hello-42")
    }

    /// The width and the height that the display tells, two bytes each (RFC 6143, 7.1 to 7.3): banner, a login without a
    /// password, then the size.
    func displaySize(ofVM vm: String, viewOnly: Bool = false) async throws -> [UInt8] {
        try await withSocket(.display(vm: vm, viewOnly: viewOnly)) { socket in
            var display = SocketReader(socket)
            return try await display.greet(socket)
        }
    }

    /// Waits until the display is as large as its picture: firmware changes the size as it starts, so that the two are asked
    /// until they fall into the same time.
    func awaitDisplay(ofVM vm: String, viewOnly: Bool = false) async throws {
        try await eventually("the display of \(vm) is as large as its picture", within: .seconds(30)) {
            let size = try await displaySize(ofVM: vm, viewOnly: viewOnly)
            let png = Array(try await screenshot(ofVM: vm))
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            return size == Array(png[18..<20]) + Array(png[22..<24])
        }
    }
}

extension SocketReader {
    /// Plays RFB's handshake as a viewer does, and gives the size.
    mutating func greet(_ socket: ClientSocket) async throws -> [UInt8] {
        #expect(try await take(12) == Array("RFB 003.008\n".utf8))
        try await socket.send(Array("RFB 003.008\n".utf8))
        #expect(try await take(2) == [1, 1], "no password is asked for")
        try await socket.send([1])
        #expect(try await take(4) == [0, 0, 0, 0])
        try await socket.send([1])
        return try await take(4)
    }
}
