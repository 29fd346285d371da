import ApusModel
import FoundationEssentials

/// Changes of a machine's definition. Each throws ``DriverError``; each may be called again after a crash.
public protocol DefinitionDriver: Sendable {
    /// The definition of the next start as it stands, to be put back.
    func standing(_ id: UUID) async throws -> StandingDefinition
    /// Puts a definition back; the name stays as it is now.
    func putBack(_ standing: StandingDefinition, _ id: UUID) async throws
    /// Changes what the change names, all but the name, for the next start. Nothing else differs.
    func change(_ id: UUID, _ change: ChangeVirtualMachine) async throws
    /// Gives a running guest what it can take without a restart.
    /// - Returns: what waits for the next start, in words.
    func changeLive(_ id: UUID, _ change: ChangeVirtualMachine) async throws -> [String]
    /// Gives a machine that is off another name.
    func rename(_ id: UUID, to name: String) async throws

    /// What Apus keeps with the machine, in the driver's form; nil for one that is not managed.
    func mark(of id: UUID) async throws -> String?
    /// Makes this what Apus keeps with it, or takes it away. Nothing else of the machine changes.
    func setMark(_ mark: String?, of id: UUID) async throws
    /// What Apus keeps with a machine that it takes over from others.
    func adoptionMark(by actor: String, at date: Date) throws -> String

    /// The definition as XML, without passwords.
    /// - Parameter inactive: that of the next start instead of the present one.
    func xml(of id: UUID, inactive: Bool) async throws -> String
    /// Why this XML may not replace the definition; empty where nothing speaks against it.
    func faults(in request: RedefineVirtualMachine, for id: UUID) async throws -> [Problem.Fault]
    /// Replaces the definition; passwords that the XML does not name stay.
    func redefine(_ id: UUID, _ request: RedefineVirtualMachine) async throws

    /// What stands on these files of the host: each file with the volume that has it as its backing file.
    func dependents(of paths: [String]) async throws -> [String: String]
}

/// A definition as it stood.
public struct StandingDefinition: Codable, Hashable, Sendable {
    /// In the driver's form. It may hold passwords: keep it only where secrets are sealed.
    public var text: String
    public var name: String
    public var autostart: Bool

    public init(text: String, name: String, autostart: Bool) {
        self.text = text
        self.name = name
        self.autostart = autostart
    }
}

extension WorkflowContext {
    /// The definitions of a host.
    /// - Throws: ``DriverError`` `unsupported` where its driver changes none.
    func definitions(_ host: UUID) async throws -> any DefinitionDriver {
        guard let definitions = try await drivers(host).definitions else {
            throw DriverError(.unsupported, "The host's driver changes no definitions.")
        }
        return definitions
    }
}
