import ApusModel
import ApusTesting
import Foundation
import Logging
import Workflow

@testable import ApusCore

/// A control plane on fake hosts, with an image, ready to make machines.
struct Stage {
    let plane: ControlPlane
    let store: any ControlPlane.Storage
    let hosts: [FakeHost]
    /// The clock of waits and limits: it stands still unless the test moves it.
    let clock: ManualClock

    /// - Parameter start: false leaves the hosts unconnected, as after a start of the server before the socket opens.
    init(
        _ hosts: [FakeHost] = [FakeHost()], store: any ControlPlane.Storage = MemoryStore(), start: Bool = true,
        overcommit: Overcommit = Overcommit(cpus: 1, memoryReserved: 0), perHost: Int = 8,
        placement: PlacementSettings = .init(), program: PlacementProgram? = nil,
        terminals: Terminals.Settings = .init(), tools: (any TerminalPrograms)? = nil,
        probe: @escaping @Sendable (Conduct.Point) async throws -> Void = { _ in }
    ) async throws {
        (self.hosts, self.store) = (hosts, store)
        clock = ManualClock()
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        plane = ControlPlane(
            store: store, drivers: [FakeProvider(hosts)],
            settings: .init(
                imageDirectories: ["/images"], overcommit: overcommit, operationsPerHost: perHost, placement: placement,
                terminals: terminals),
            ambient: Ambient(clock: clock), conduct: Conduct(clock: ManualClock(isEager: true), probe: probe),
            ports: Ports(placement: program, terminals: tools), logger: quiet)
        try await plane.load()
        if start { try await begin() }
    }

    /// Connects, registers what is missing, and waits for the first listings.
    func begin() async throws {
        await plane.start()
        for host in hosts {
            host.place(image: "/images/debian.qcow2", .qcow2())
            if !plane.estate.providers.rows().contains(where: { $0.name == host.name }) {
                _ = try await plane.providers.add(CreateProvider(name: host.name, address: "fake://\(host.name)"))
            }
        }
        guard await eventually({ hosts.allSatisfy(isListed) }) else { throw Problem(.busy, "the stage is not set") }
        guard plane.estate.images.rows().isEmpty else { return }
        let providers = plane.providers
        _ = try await plane.images.add(
            CreateImage(name: "debian", path: "/images/debian.qcow2"), drivers: { try await providers.drivers(for: $0) }
        )
    }

    private func isListed(_ host: FakeHost) -> Bool {
        guard let row = plane.estate.hosts.row(host.id) else { return false }
        return row.state == .up && plane.estate.networks.rows(in: row.id).count == host.networks.count
    }

    var estate: Estate { plane.estate }
    var host: FakeHost { hosts[0] }

    func request(_ name: String = "web1", cpus: Int = 1, memory: Int64 = 256 << 20) -> CreateVirtualMachine {
        var request = CreateVirtualMachine(name: name, image: "debian")
        request.cpus = cpus
        request.memory = memory
        return request
    }

    /// Asks for a machine, and waits for its end.
    @discardableResult
    func create(_ request: CreateVirtualMachine) async throws -> ApusModel.Operation {
        try await settle(try await plane.machines.create(request, .tester))
    }

    func vm(_ name: String) throws -> VirtualMachine { try estate.machines.rows().resolve(name) }

    /// The operation once it is settled.
    func settle(_ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        let isSettled = await eventually { estate.operations.row(operation.id)?.state.isSettled == true }
        guard isSettled, let row = estate.operations.row(operation.id) else {
            throw Problem(.busy, "the operation \(operation.kind) is not settled")
        }
        return row
    }
}

extension Caller {
    static let tester = Caller(actor: Principal(name: "tester", role: .administrator))

    static func repeated(_ key: String, hash: String) -> Caller {
        Caller(
            actor: Principal(name: "tester", role: .administrator),
            idempotency: IdempotencyKey(actor: "tester", key: key, requestHash: hash))
    }
}

/// The problem that `body` throws; nil when it throws none.
func problem<Value>(_ body: () async throws -> Value) async -> Problem? {
    do {
        _ = try await body()
        return nil
    } catch let problem as Problem {
        return problem
    } catch {
        return Problem(.internalError, "not a problem: \(error)")
    }
}

extension Problem {
    /// The pointer of the first fault.
    var pointer: String? { errors?.first?.pointer }
}
