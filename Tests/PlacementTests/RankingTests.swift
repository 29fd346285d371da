import Foundation
import Testing

@testable import Placement

struct RankingTests {
    private func host(
        _ name: String, cpus: Int = 8, memory: Int64 = 8 << 30, cpusAllocated: Int = 0, memoryAllocated: Int64 = 0,
        cpusPerMachine: Int = 8, closed: String? = nil
    ) -> Candidate {
        Candidate(
            id: UUID(), name: name, cpus: cpus, memory: memory, cpusAllocated: cpusAllocated,
            memoryAllocated: memoryAllocated, cpusPerMachine: cpusPerMachine, arch: "x86_64", closed: closed)
    }

    private let small = Demand(cpus: 1, memory: 1 << 30)

    @Test func `the host with most left afterwards comes first`() {
        let hosts = [
            host("half", cpusAllocated: 4, memoryAllocated: 4 << 30), host("free"),
            host("quarter", cpusAllocated: 2, memoryAllocated: 2 << 30),
        ]
        let ranking = rank(hosts, for: small)
        #expect(ranking.choices.map(\.candidate.name) == ["free", "quarter", "half"])
        #expect(ranking.refusals.isEmpty)
    }

    @Test func `equal hosts are ranked by name, in whatever order they come`() {
        let hosts = ["c", "a", "b"].map { host($0) }
        #expect(rank(hosts, for: small).choices.map(\.candidate.name) == ["a", "b", "c"])
        #expect(rank(hosts.reversed(), for: small).choices.map(\.candidate.name) == ["a", "b", "c"])
    }

    @Test func `each host that does not fit is refused with the figures`() {
        let named = host("named")
        let hosts = [
            host("silent", closed: "the host does not answer"), host("narrow", cpusPerMachine: 2),
            host("busy", cpusAllocated: 6), host("full", memoryAllocated: 7 << 30), named,
        ]
        let reasons = rank(hosts, for: Demand(cpus: 4, memory: 2 << 30)).refusals.map { "\($0.host): \($0.reason)" }
        #expect(
            reasons == [
                "silent: the host does not answer", "narrow: wants 4 CPUs, the host has 2",
                "busy: wants 4 CPUs, 2 are free",
                "full: wants 2048 MiB of memory, 1024 MiB are free",
            ])
    }

    @Test func `a request that names its host refuses all others`() {
        let hosts = [host("a"), host("b")]
        let ranking = rank(hosts, for: Demand(cpus: 1, memory: 1, host: hosts[1].id))
        #expect(ranking.choices.map(\.candidate.name) == ["b"])
        #expect(ranking.refusals == [.init(host: "a", reason: "the request names another host")])
    }

    @Test func `a machine that just fits is taken, one byte more is not`() {
        let exact = host("a", cpusAllocated: 4, memoryAllocated: 4 << 30)
        #expect(rank([exact], for: Demand(cpus: 4, memory: 4 << 30)).choices.count == 1)
        #expect(rank([exact], for: Demand(cpus: 4, memory: (4 << 30) + 1)).choices.isEmpty)
        #expect(rank([exact], for: Demand(cpus: 5, memory: 4 << 30)).choices.isEmpty)
    }

    @Test func `an overfull host has nothing free and a host of no size fits nothing`() {
        let over = host("over", cpusAllocated: 20, memoryAllocated: 20 << 30)
        #expect(rank([over], for: small).refusals.map(\.reason) == ["wants 1 CPUs, 0 are free"])
        #expect(rank([host("void", cpus: 0, memory: 0, cpusPerMachine: 0)], for: small).choices.isEmpty)
        #expect(rank([], for: small) == Ranking())
    }

    @Test func `senseless figures are refused without a trap`() {
        let odd = host("odd", cpus: .max, memory: .max, cpusAllocated: -1, memoryAllocated: -1, cpusPerMachine: .max)
        let ranking = rank([odd], for: Demand(cpus: .max, memory: .max))
        #expect(ranking.choices.count + ranking.refusals.count == 1)
        #expect(rank([host("a")], for: Demand(cpus: .min, memory: .min)).choices.count <= 1)
    }
}
