import ApusCore
import ApusModel
import FoundationEssentials

extension FakeHost: PowerDriver {
    public func start(_ id: UUID, paused: Bool, discardingSaved: Bool) async throws {
        try await enter("start")
        try turn(id) { state in if !state.isActive { state = paused ? .paused : .running } }
    }

    public func suspend(_ id: UUID) async throws {
        try await enter("suspend")
        try turn(id) { $0 = .paused }
    }

    public func resume(_ id: UUID) async throws {
        try await enter("resume")
        try turn(id) { $0 = .running }
    }

    public func reset(_ id: UUID) async throws {
        try await enter("reset")
        state.withLock { $0.world.other["booted anew \(id)"] = "yes" }
    }

    /// A guest that obeys a shutdown obeys this too.
    public func reboot(_ id: UUID, within limit: Duration) async throws -> Bool {
        try await enter("reboot")
        guard obeysShutdown else { return false }
        state.withLock { $0.world.other["booted anew \(id)"] = "yes" }
        return true
    }

    public func save(_ id: UUID) async throws {
        try await enter("save")
        try turn(id) { if $0.isActive { $0 = .saved } }
    }

    public func discardSaved(_ id: UUID) async throws {
        try await enter("discardSaved")
        try turn(id) { if $0 == .saved { $0 = .off } }
    }

    private func turn(_ id: UUID, _ change: (inout VirtualMachineState) -> Void) throws {
        try state.withLock { state in
            guard var machine = state.world.machines[id] else { throw DriverError(.notFound, "no domain") }
            change(&machine.state)
            state.world.machines[id] = machine
        }
    }
}

/// A definition is the machine's own and the change that was applied to it last.
extension FakeHost: DefinitionDriver {
    private struct Standing: Codable {
        var definition: MachineDefinition
        var change: String?
    }

    public func standing(_ id: UUID) async throws -> StandingDefinition {
        try await enter("standing")
        guard let machine = world.machines[id] else { throw DriverError(.notFound, "no domain") }
        let standing = Standing(definition: machine.definition, change: world.other["changed \(id)"])
        return StandingDefinition(
            text: String(decoding: try JSONEncoder().encode(standing), as: UTF8.self), name: machine.definition.name,
            autostart: false)
    }

    public func putBack(_ standing: StandingDefinition, _ id: UUID) async throws {
        try await enter("putBack")
        let old = try JSONDecoder().decode(Standing.self, from: Data(standing.text.utf8))
        state.withLock { state in
            guard let name = state.world.machines[id]?.definition.name else { return }
            state.world.machines[id]?.definition = old.definition
            state.world.machines[id]?.definition.name = name
            state.world.other["changed \(id)"] = old.change
        }
    }

    public func change(_ id: UUID, _ change: ChangeVirtualMachine) async throws {
        try await enter("change")
        let text = String(decoding: try JSONCoding.encode(change), as: UTF8.self)
        state.withLock { state in
            if let cpus = change.cpus { state.world.machines[id]?.definition.cpus = cpus }
            if let memory = change.memory { state.world.machines[id]?.definition.memory = memory }
            if let notes = change.description { state.world.machines[id]?.definition.description = notes }
            state.world.other["changed \(id)"] = text
        }
    }

    public func changeLive(_ id: UUID, _ change: ChangeVirtualMachine) async throws -> [String] {
        try await enter("changeLive")
        return world.machines[id]?.state.isActive == true ? ["Takes effect at the next start."] : []
    }

    public func rename(_ id: UUID, to name: String) async throws {
        try await enter("rename")
        state.withLock { $0.world.machines[id]?.definition.name = name }
    }

    public func mark(of id: UUID) async throws -> String? {
        try await enter("mark")
        return world.machines[id]?.managed == true ? "managed" : nil
    }

    public func setMark(_ mark: String?, of id: UUID) async throws {
        try await enter("setMark")
        state.withLock { $0.world.machines[id]?.managed = mark != nil }
    }

    public func adoptionMark(by actor: String, at date: Date) throws -> String { "managed" }

    public func xml(of id: UUID, inactive: Bool) async throws -> String {
        try await enter("xml")
        guard let machine = world.machines[id] else { throw DriverError(.notFound, "no domain") }
        return world.other["xml \(id)"] ?? "<domain>\n  <name>\(machine.definition.name)</name>\n</domain>\n"
    }

    public func faults(in request: RedefineVirtualMachine, for id: UUID) async throws -> [Problem.Fault] {
        try await enter("faults")
        return request.xml.hasPrefix("<domain>")
            ? [] : [.init(pointer: "/xml", code: "xml/unexpected-element", message: "is no domain")]
    }

    public func redefine(_ id: UUID, _ request: RedefineVirtualMachine) async throws {
        try await enter("redefine")
        state.withLock { $0.world.other["changed \(id)"] = request.xml }
    }

    /// `backing <path>` in the world names what stands on a file.
    public func dependents(of paths: [String]) async throws -> [String: String] {
        try await enter("dependents")
        let other = world.other
        return Dictionary(
            paths.compactMap { path in other["backing \(path)"].map { (path, $0) } }, uniquingKeysWith: { $1 })
    }
}
