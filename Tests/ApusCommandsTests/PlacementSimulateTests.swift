import Foundation
import Placement
import Testing

@testable import ApusCommands

@Suite struct PlacementSimulateTests {
    private static let hosts = #"[{"name":"node","count":4,"cpus":8,"memory":"16G"}]"#
    private static let requests =
        #"[{"cpus":1,"memory":"1G","count":6,"tags":["small"]},{"cpus":8,"memory":"16G","count":3}]"#

    /// Runs it and returns its rows.
    private func rows(_ words: String...) async throws -> (code: Int32, rows: [Simulation.Measures], stage: Stage) {
        let stage = Stage()
        let hosts = try stage.file("hosts.json", Self.hosts)
        let requests = try stage.file("requests.json", Self.requests)
        let arguments = ["placement", "simulate", "--hosts", hosts, "--requests", requests, "--json"] + words
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        let rows = try? JSONDecoder().decode([Simulation.Measures].self, from: Data(stage.output.utf8))
        return (code, rows ?? [], stage)
    }

    private func program(_ stage: Stage, _ script: String) throws -> String {
        let path = try stage.file("place", "#!/bin/sh\n\(script)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }

    @Test func `every algorithm has a row, and packing places what spreading refuses`() async throws {
        let (code, rows, stage) = try await rows()
        #expect(code == 0, "\(stage.error)")
        #expect(rows.map(\.algorithm).last == "mix(pack=0.7,balance=0.3,guard=0.25)" && rows.count == 9)
        let placed = Dictionary(rows.map { ($0.algorithm, $0.placed) }, uniquingKeysWith: { first, _ in first })
        #expect(placed["best-fit"] == 9 && placed["worst-fit"] == 6)
    }

    @Test func `a guard keeps the last large slots that a spreading mix would take`() async throws {
        let (_, rows, _) = try await rows("--algorithm", "mix(spread=1),mix(spread=1,guard=2)")
        #expect(rows.map(\.placed) == [6, 9])
        #expect(rows.last?.algorithm == "mix(spread=1.0,guard=2.0)")
    }

    @Test func `external asks a program, whose words are taken, and whose faults end it`() async throws {
        let own = Stage()
        let none = try program(own, "cat >/dev/null; echo '[]'")
        let (code, rows, _) = try await rows("--algorithm", "external", "--program", none)
        #expect(code == 0 && rows.map(\.algorithm) == ["external"])
        #expect(rows.first?.placed == 0 && rows.first?.refused == 9)
        let broken = try program(own, "cat >/dev/null; echo nonsense")
        let (failed, _, stage) = try await self.rows("--algorithm", "first-fit,external", "--program", broken)
        #expect(failed == 1 && stage.error.contains("placement program failed"))
    }

    @Test(arguments: [
        ["--algorithm", "external"], ["--algorithm", "external", "--program", "place"],
        ["--algorithm", "external", "--program", "/nowhere/place"], ["--algorithm", "best"],
        ["--algorithm", "mix(luck=1)"], ["--algorithm", "mix(guard=1)"],
    ]) func `what cannot be meant is told`(words: [String]) async throws {
        let stage = Stage()
        let files = (try stage.file("h.json", Self.hosts), try stage.file("r.json", Self.requests))
        let arguments = ["placement", "simulate", "--hosts", files.0, "--requests", files.1] + words
        #expect(await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) } == 1)
        #expect(!stage.error.isEmpty)
    }
}
