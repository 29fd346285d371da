import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// Providers that stand in the configuration file.
@Suite(.timeLimit(.minutes(1))) struct ConfiguredProviderTests {
    @Test func `they are added once, get their settings at each start, and are not removed by hand`() async throws {
        let (store, host) = (MemoryStore(), FakeHost("node1"))
        let first = try await Stage([host], store: store, start: false)
        var entry = CreateProvider(name: "node1", address: "fake://node1")
        #expect(try await first.plane.providers.configure([entry]).isEmpty)
        try await first.begin()
        let added = try #require(first.estate.providers.rows().first)
        #expect(added.configured == true && added.settings.pool == "apus" && first.estate.providers.count == 1)
        let problem = await problem { try await first.plane.providers.remove("node1") }
        #expect(problem?.status == 409 && problem?.detail.contains("configuration file") == true)
        await first.plane.stop()

        let second = try await Stage([host], store: store, start: false)
        entry.pool = "fast"
        #expect(try await second.plane.providers.configure([entry]).isEmpty)
        try await second.begin()
        let again = try #require(second.estate.providers.rows().first)
        #expect(again.id == added.id && again.settings.pool == "fast" && second.estate.providers.count == 1)
        await second.plane.stop()

        let third = try await Stage([host], store: store)
        #expect(third.estate.providers.rows().first?.configured == nil)
        try await third.plane.providers.remove("node1")
        #expect(third.estate.providers.count == 0)
    }

    @Test func `an entry that clashes is told by its place, and the others are taken`() async throws {
        let hosts = [FakeHost("node1"), FakeHost("node2")]
        let stage = try await Stage([hosts[0]])
        let refused = try await stage.plane.providers.configure([
            CreateProvider(name: "node1", address: "fake://other"),
            CreateProvider(name: "other", address: "fake://node1"),
            CreateProvider(name: "bad", address: "qemu:///system"),
            CreateProvider(name: "node2", address: "fake://node2"),
        ])
        #expect(refused.keys.sorted() == [0, 1, 2])
        #expect(refused[0]?.detail.contains("There is the provider") == true)
        #expect(refused[2]?.pointer == "/address")
        #expect(stage.estate.providers.rows().map(\.name).sorted() == ["node1", "node2"])
        #expect(stage.estate.providers.rows().filter { $0.configured == true }.map(\.name) == ["node2"])
    }

    @Test(arguments: [
        ("qemu+ssh://root@node1/system", "ssh must log in to root@node1"), ("qemu+tls://node1/system", "port 16514"),
        ("qemu+tcp://10.0.0.1:5/system", "port 16509"), ("qemu:///system", "Look on this machine"),
        ("esx://admin@vc/", "Look whether vc answers"), ("test:///x.xml", "Look whether its file is there: /x.xml"),
    ]) func `advice for a silent host goes by its address`(_ address: String, _ words: String) {
        #expect(ConnectionAdvice.nextStep(address).contains(words))
    }
}
