import Testing

/// The rooms of Apus, and which way arrows may point.
@Suite(.timeLimit(.minutes(2))) struct RoomTests {
    /// From the top: a room sees only rooms below its own.
    enum Room: Int { case programs, edges, core, words, leaves }

    static let rooms: [String: Room] = [
        "apusd": .programs, "apus": .programs,
        "ApusServer": .edges, "ApusStore": .edges, "LibvirtDriver": .edges, "ImageFetching": .edges,
        "DiskConversion": .edges, "SSHTerminals": .edges,
        "ApusCommands": .edges,
        "ApusClient": .edges,
        "ApusCore": .core, "ApusModel": .words,
        "Inventory": .leaves, "NoCloud": .leaves, "OVF": .leaves, "XML": .leaves, "Placement": .leaves,
        "Schema": .leaves, "Workflow": .leaves,
        "Asciicast": .leaves, "Terminal": .leaves, "CTerminal": .leaves,
        "Libvirt": .leaves, "LibvirtXML": .leaves, "ChildProgram": .leaves, "CPCRE2": .leaves, "CLibvirt": .leaves,
        "WebSockets": .leaves, "Pictures": .leaves, "CZlib": .leaves,
    ]
    static let foreign: Set = ["Libvirt", "LibvirtXML", "CLibvirt", "Terminal", "CTerminal"]
    /// The arrows within one room that the design draws: commands use the client, a binding its C library.
    static let neighbours: Set = [
        "ApusCommands>ApusClient", "Libvirt>CLibvirt", "Inventory>CPCRE2", "Pictures>CZlib", "LibvirtXML>XML",
        "OVF>XML",
        "Terminal>CTerminal",
    ]
    /// What the core must not know, directly or not.
    static let banned: Set = [
        "GRDB", "Hummingbird", "NIOCore", "NIOPosix", "AsyncHTTPClient", "ArgumentParser", "Yams", "Crypto", "Rainbow",
        "ServiceLifecycle",
    ]

    private let targets: [Checkout.Target]

    init() throws {
        targets = try Checkout.targets().filter { $0.type != "test" && $0.name != "ApusTesting" }
    }

    @Test func `every target has a room`() {
        #expect(targets.count > 10)
        #expect(targets.map(\.name).filter { Self.rooms[$0] == nil } == [])
    }

    @Test func `arrows only point down`() {
        var wrong: [String] = []
        for (from, to) in arrows {
            guard let upper = Self.rooms[from], let lower = Self.rooms[to] else { continue }
            if upper.rawValue >= lower.rawValue, !Self.neighbours.contains("\(from)>\(to)") {
                wrong.append("\(from)>\(to)")
            }
        }
        #expect(wrong == [])
    }

    @Test func `foreign leaves are used by edges only`() {
        let users = arrows.filter {
            Self.foreign.contains($0.to) && Self.rooms[$0.from] != .edges && !Self.foreign.contains($0.from)
        }
        #expect(users.map { "\($0.from)>\($0.to)" } == [])
    }

    @Test func `leaves know nothing of Apus`() {
        let knowing = arrows.filter { Self.rooms[$0.from] == .leaves && $0.to.lowercased().hasPrefix("apus") }
        #expect(knowing.map { "\($0.from)>\($0.to)" } == [])
    }

    @Test func `core and words import no database, server, wire or host library`() {
        let inner = targets.filter { [.core, .words].contains(Self.rooms[$0.name]) }
        #expect(inner.count == 2)
        #expect(inner.flatMap(\.names).filter { Self.banned.contains($0) || Self.foreign.contains($0) } == [])
    }

    @Test func `the pure leaves depend on nothing but a C library`() {
        let pure = targets.filter {
            ["Asciicast", "NoCloud", "OVF", "Placement", "Schema", "Workflow", "XML", "LibvirtXML", "Inventory"]
                .contains($0.name)
        }
        #expect(pure.count == 9)
        #expect(pure.flatMap(\.names).filter { $0 != "CPCRE2" && $0 != "XML" } == [])
    }

    @Test func `the command line links no libvirt and no core`() {
        #expect(reach(of: "apus").isDisjoint(with: Self.foreign.union(["ApusCore", "ApusStore", "ApusServer"])))
    }

    @Test func `nobody ships the fakes of the tests`() {
        #expect(targets.filter { $0.names.contains("ApusTesting") }.map(\.name) == [])
    }

    private var arrows: [(from: String, to: String)] {
        targets.flatMap { target in target.names.map { (target.name, $0) } }
    }

    private func reach(of name: String) -> Set<String> {
        var (seen, next): (Set<String>, [String]) = ([], [name])
        while let name = next.popLast() {
            for to in targets.first(where: { $0.name == name })?.names ?? [] where seen.insert(to).inserted {
                next.append(to)
            }
        }
        return seen
    }
}
