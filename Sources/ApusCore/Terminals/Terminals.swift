import ApusModel
import FoundationEssentials

/// Opens terminals: of machines, by their serial line or by ssh, and of hosts.
public struct Terminals: Sendable {
    private let providers: Providers

    init(providers: Providers) { self.providers = providers }

    /// - Throws: ``Problem`` or ``DriverError`` with what stands against it.
    public func open(_ request: TerminalRequest) async throws -> OpenTerminal {
        switch request.target {
        case .console(let vm, let force):
            guard let consoles = try await providers.drivers(for: vm.host).consoles else {
                throw DriverError(.unsupported, "This host's driver has no serial consoles.")
            }
            return OpenTerminal(stream: try await consoles.openConsole(of: vm.id, force: force), recorder: nil)
        case .ssh, .shell:
            throw DriverError(.unsupported, "There is no such terminal.")
        }
    }
}

/// Who wants which terminal.
public struct TerminalRequest: Sendable {
    public enum Target: Sendable {
        case console(HostedKey, force: Bool)
        /// - Parameter user: nil for the one that the machine or its image names.
        case ssh(HostedKey, user: String?)
        case shell(host: UUID)
    }
    public var target: Target
    public var actor: Principal
    public var size: TerminalSize

    public init(target: Target, actor: Principal, size: TerminalSize) {
        self.target = target
        self.actor = actor
        self.size = size
    }
}

/// A terminal that is open, and who takes it down.
public struct OpenTerminal: Sendable {
    public var stream: LiveStream
    /// nil where nothing is recorded.
    public var recorder: (any TerminalRecorder)?
}
