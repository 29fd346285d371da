import Foundation
import Testing

/// What no source file may hold, and what only one target may.
struct SourceTests {
    private let sources: [Checkout.Source]

    init() throws { sources = try Checkout.sources() }

    @Test func `the sources are found`() {
        #expect(sources.count > 50)
    }

    @Test(arguments: ["try!", "as!", "fatalError(", "preconditionFailure(", "XMLDocument", "\"sh\", \"-c\"", "/bin/sh"])
    func `nothing crashes, reads external entities or runs a shell`(_ banned: String) {
        let bad = sources.flatMap { source in
            code(source.text).filter { $0.contains(banned) }.map { "\(source.path): \($0)" }
        }
        #expect(bad == [])
    }

    @Test(arguments: [
        ("import GRDB", ["ApusStore"]),
        ("import Crypto", ["ApusStore", "ApusServer", "ApusClient", "DiskConversion", "LibvirtDriver", "WebSockets"]),
        ("import Hummingbird", ["ApusServer"]), ("import Libvirt", ["LibvirtDriver"]),
        ("import LibvirtXML", ["LibvirtDriver"]), ("import CLibvirt", ["Libvirt"]),
        ("import ArgumentParser", ["ApusCommands", "apusd", "apus"]),
        ("import AsyncHTTPClient", ["ApusClient", "ImageFetching"]), ("import ApusTesting", []), ("import Testing", []),
        ("import CPCRE2", ["Inventory"]),
    ])
    func `a library has one room`(_ line: String, _ rooms: [String]) {
        let users = sources.filter { source in
            !rooms.contains(source.target)
                && code(source.text).contains { $0.split(separator: " ").suffix(2).joined(separator: " ") == line }
        }
        #expect(users.map(\.path) == [])
    }

    @Test func `SQL is written in the store only`() {
        let words = ["SELECT * FROM", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "UPDATE operations SET", "PRAGMA "]
        let bad = sources.filter { source in
            source.target != "ApusStore" && code(source.text).contains { line in words.contains { line.contains($0) } }
        }
        #expect(bad.map(\.path) == [])
    }

    @Test func `an unchecked Sendable states why`() {
        let bad = sources.flatMap { source in
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.indices.filter { index in
                lines[index].contains("@unchecked Sendable")
                    && !lines[max(0, index - 6)...index].contains { $0.contains("//") }
            }.map { "\(source.path):\($0 + 1)" }
        }
        #expect(bad == [])
    }

    /// The lines without comments.
    private func code(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let line = line.trimmingCharacters(in: .whitespaces)
            return line.hasPrefix("//") ? nil : line
        }
    }
}
