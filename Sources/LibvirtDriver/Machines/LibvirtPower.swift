import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt

/// The power verbs of a libvirt host.
struct LibvirtPower: PowerDriver {
    let lanes: Lanes
    /// As for a start: a host with a KVM that does not work probes QEMU for more than a minute.
    private let patience = Duration.seconds(180)
    /// The most that writing or reading a guest's memory may take.
    private let saveLimit = Duration.seconds(3600)

    init(lanes: Lanes) { self.lanes = lanes }

    func start(_ id: UUID, paused: Bool, discardingSaved: Bool) async throws {
        var flags: Domain.StartFlags = paused ? [.paused] : []
        if discardingSaved { flags.insert(.forceBoot) }
        let restores = try await perform("look for saved memory", on: lanes.reads) {
            try !discardingSaved && ($0.domain(id).hasManagedSaveIfKnown())
        }
        let (lane, limit) = restores ? (lanes.jobs, saveLimit) : (lanes.changes, patience)
        try await perform("start", on: lane, within: limit) { [flags] in
            try $0.domain(id).unlessState(isActive: true) { try $0.create(flags) }
        }
    }

    func suspend(_ id: UUID) async throws {
        try await perform("suspend", on: lanes.changes) { connection in
            let domain = try connection.domain(id)
            if try domain.state().state != .paused { try domain.suspend() }
        }
    }

    func resume(_ id: UUID) async throws {
        try await perform("resume", on: lanes.changes) { connection in
            let domain = try connection.domain(id)
            switch try domain.state().state {
            case .running, .blocked: return
            case .guestSuspended: try domain.wakeUp()
            default: try domain.resume()
            }
        }
    }

    func reset(_ id: UUID) async throws {
        try await perform("reset", on: lanes.changes) { try $0.domain(id).reset() }
    }

    func reboot(_ id: UUID, within limit: Duration) async throws -> Bool {
        let events = lanes.reads.events()
        try await perform("reboot", on: lanes.guests) { try $0.domain(id).askToReboot() }
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await events.reboot(of: id) }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    func save(_ id: UUID) async throws {
        try await perform("save", on: lanes.jobs, within: saveLimit) { connection in
            try connection.domain(id).unlessState(isActive: false) { try $0.managedSave() }
        }
    }

    func discardSaved(_ id: UUID) async throws {
        try await perform("discard saved memory", on: lanes.changes) { connection in
            let domain = try connection.domain(id)
            if try domain.hasManagedSaveIfKnown() { try domain.removeManagedSave() }
        }
    }

    private func perform<Value: Sendable>(
        _ name: String, on lane: HostConnection, within limit: Duration? = nil,
        _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lane.perform(name, deadline: limit ?? patience, work) }
    }
}

extension AsyncStream<HostEvent> {
    /// Waits until the guest begins anew.
    /// - Throws: ``DriverError`` `invalidState` when it is off instead.
    fileprivate func reboot(of id: UUID) async throws -> Bool {
        for await case .domain(let domain, let event) in self where domain.uuid == id {
            switch event {
            case .rebooted: return true
            case .lifecycle(.stopped, _):
                throw DriverError(.invalidState, "The guest powered off instead of rebooting.")
            default: continue
            }
        }
        return false
    }
}

extension Domain {
    /// Whether a saved state waits; drivers without that notion have none.
    fileprivate borrowing func hasManagedSaveIfKnown() throws -> Bool {
        do {
            return try hasManagedSave()
        } catch {
            guard error.saysUnsupported else { throw error }
            return false
        }
    }

    /// The agent if it answers within five seconds, else the power button.
    fileprivate borrowing func askToReboot() throws {
        // Drivers and guests without an agent refuse this, which says nothing of the reboot.
        try? setAgentResponseTimeout(seconds: 5)
        do {
            try reboot()
        } catch {
            guard error.code == .agentUnresponsive else { throw error }
            try reboot(.acpi)
        }
    }
}
