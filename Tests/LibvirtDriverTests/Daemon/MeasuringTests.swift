import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// Numbers of real guests without an operating system.
@Suite(
    .serialized, .privateLibvirtd,
    .enabled(
        if: PrivateLibvirtd.isPossible,
        "needs root, libvirt-daemon-system, libvirt-clients, qemu-system-x86, qemu-utils"))
struct MeasuringTests {
    @Test func `a running machine and its host are counted, and what virsh counts is the same`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let machine = try await start(watched)
                let driver = try #require(try watched.drivers.statistics)
                let first = try await driver.measure()
                let counted = try #require(first.machines[machine.id])
                #expect(counted.cpuTime ?? 0 > 0 && counted.memoryUsed ?? 0 > 0)
                #expect(first.host.cpuCapacity ?? 0 > first.host.cpuTime ?? 0)
                #expect(first.host.memoryUsed ?? 0 > 0)
                let second = try await driver.measure()
                #expect(second.machines[machine.id]?.cpuTime ?? 0 >= counted.cpuTime ?? 0)
                #expect(second.instant > first.instant)
                let said = try await daemon.virsh("domstats", "--cpu-total", "web")
                let time = said.firstMatch(of: /cpu\.time=([0-9]+)/).flatMap { UInt64($0.1) }
                #expect(try #require(time) >= counted.cpuTime ?? 0)
                try await watched.machines.powerOff(machine.id)
                #expect(try await driver.measure().machines.isEmpty)
            }
        }
    }

    @Test func `a QEMU that hangs delays measuring only, and the others are measured without it`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let stuck = try await start(watched)
                let free = try await start(watched, "free")
                let driver = try #require(try watched.drivers.statistics)
                let text = try String(contentsOf: daemon.folder.appending(path: "run/qemu/web.pid"), encoding: .utf8)
                let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
                kill(process, SIGSTOP)
                defer { kill(process, SIGCONT) }
                let reading = Task { try await watched.machines.read(free.id)?.state }
                // The first call may be held up by the monitor; those after it pass the machine over.
                let measured = await eventually(.seconds(30)) {
                    (try? await driver.measure())?.machines[free.id]?.cpuTime != nil
                }
                #expect(measured)
                #expect(try await reading.value == .running)
                #expect(watched.sightings.view.isConnected)
                #expect(stuck.id != free.id)
            }
        }
    }

    @Test func `a machine whose guest has no agent says so quickly`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let machine = try await start(watched)
                let guests = try #require(try watched.drivers.guests)
                #expect(await watched.sightings.until { $0.machines[machine.id]?.agent == .disconnected })
                let begin = ContinuousClock.now
                for ask in [
                    { _ = try await guests.information(of: machine.id) },
                    { try await guests.setPassword("x", of: "root", in: machine.id) },
                    { _ = try await guests.start(GuestCommand(command: "true"), in: machine.id) },
                    { try await guests.freeze(machine.id) }, { try await guests.setTime(nil, in: machine.id) },
                ] as [@Sendable () async throws -> Void] {
                    let error = await #expect(throws: DriverError.self) { try await ask() }
                    #expect(error?.code == .agentMissing, "\(String(describing: error))")
                }
                #expect(ContinuousClock.now - begin < .seconds(10))
                try await watched.machines.powerOff(machine.id)
                try await guests.thaw(machine.id)
                #expect(try await guests.isFrozen(machine.id) == false)
                try await guests.thaw(UUID())
            }
        }
    }

    private func start(_ watched: Watched, _ name: String = "web") async throws -> MachineDefinition {
        let machine = Samples.machine(name)
        try await watched.machines.define(machine)
        try await watched.machines.start(machine.id)
        return machine
    }
}
