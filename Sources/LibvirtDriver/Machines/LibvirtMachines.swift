import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// The verbs of a virtual machine on a libvirt host. Changes of one machine are ordered by the operations that lock it.
struct LibvirtMachines: VirtualMachineDriver {
    let lanes: Lanes
    let host: HostIdentity
    let roster: Roster
    /// A host with a KVM that does not work probes QEMU for up to 72 seconds at a define or start.
    private let patience = Duration.seconds(180)

    init(lanes: Lanes, host: HostIdentity, roster: Roster) {
        self.lanes = lanes
        self.host = host
        self.roster = roster
    }

    func define(_ definition: MachineDefinition) async throws {
        let driver = lanes.driver
        try await change("define") { connection in
            _ = try connection.defineDomain(try connection.text(of: definition, driver))
        }
    }

    func start(_ id: UUID) async throws {
        try await change("start") { connection in
            try connection.domain(id).unlessState(isActive: true) { try $0.create() }
        }
    }

    func requestShutdown(_ id: UUID) async throws {
        try await change("shut down", on: lanes.guests) { connection in
            try connection.domain(id).unlessState(isActive: false) { try $0.askToShutDown() }
        }
    }

    func powerOff(_ id: UUID) async throws {
        try await change("power off") { connection in
            _ = try unlessGone {
                try connection.domain(id).unlessState(isActive: false) { try $0.destroy() }
            }
        }
    }

    func remove(_ id: UUID) async throws {
        try await change("remove") { connection in
            _ = try unlessGone { try connection.domain(id).undefineWithRemains() }
        }
    }

    func read(_ id: UUID) async throws -> VirtualMachine? {
        let reading = try await mappingErrors {
            try await lanes.reads.perform("read machine") { try $0.machineReading(of: id) }
        }
        if let reading {
            // What storage cannot say now stays as it was.
            try? await lanes.storage.ask("read sizes of disks") { [sizes = roster.sizes] connection in
                sizes.learn(of: [reading], from: connection, anew: true)
            }
        }
        return reading.map { roster.withAddresses(VirtualMachine($0, on: host)) }
    }

    func owner(of id: UUID) async throws -> UUID? {
        try await mappingErrors {
            try await lanes.reads.perform("read owner") { try $0.owner(of: id) }
        }
    }

    private func change(
        _ name: String, on lane: HostConnection? = nil, _ work: @escaping @Sendable (Connection) throws -> Void
    ) async throws {
        try await mappingErrors {
            try await (lane ?? lanes.changes).perform(name, deadline: patience, work)
        }
    }
}

extension Domain {
    /// Runs `body` unless the domain is as wanted already, or became so meanwhile.
    borrowing func unlessState(isActive wanted: Bool, _ body: (borrowing Domain) throws -> Void) throws {
        if try isActive() == wanted { return }
        do {
            try body(self)
        } catch let error as LibvirtError where error.code == .operationInvalid {
            guard try isActive() == wanted else { throw error }
        }
    }

    /// The agent if it answers within five seconds, else the power button.
    fileprivate borrowing func askToShutDown() throws {
        // Drivers and guests without an agent refuse this, which says nothing of the shutdown.
        try? setAgentResponseTimeout(seconds: 5)
        do {
            try shutdown()
        } catch {
            guard error.code == .agentUnresponsive else { throw error }
            try shutdown(.acpi)
        }
    }

    /// Removes the definition with all that belongs to it but its disks; older drivers know fewer flags.
    fileprivate borrowing func undefineWithRemains() throws {
        let choices: [UndefineFlags] = [
            [.managedSave, .nvram, .snapshotsMetadata, .checkpointsMetadata], [.managedSave, .snapshotsMetadata], [],
        ]
        var refusal: LibvirtError?
        for flags in choices {
            do {
                return try undefine(flags)
            } catch {
                guard error.saysUnsupported else { throw error }
                refusal = error
            }
        }
        if let refusal { throw refusal }
    }
}

extension Connection {
    /// The definition as this host is told it.
    func text(of definition: MachineDefinition, _ driver: LibvirtAddress.Driver) throws -> String {
        let architecture = driver == .qemu ? try nodeInfo().model : nil
        return try DomainDefinition(definition, driver: driver, architecture: architecture).element().xml()
    }

    fileprivate func owner(of id: UUID) throws -> UUID? {
        do {
            let xml = try domain(id).metadata(.element(uri: Ownership.namespace))
            return Ownership(try XMLTree.parse(xml)).operation
        } catch let error as LibvirtError where error.saysAbsent || error.code == .noDomainMetadata {
            return nil
        }
    }
}
