import ApusModel
import FoundationEssentials
import Logging

/// Opens terminals: of machines, by their serial line or by ssh, and of hosts. All of them are recorded.
public struct Terminals: Sendable {
    /// The choices an administrator makes.
    public struct Settings: Sendable {
        /// Whether administrators may open shells on hosts.
        public var hostShell: Bool
        /// Who logs in where neither the VM nor its image says it.
        public var user: String
        /// Whether new VMs with cloud-init get Apus's own key.
        public var addKey: Bool

        public init(hostShell: Bool = false, user: String = "apus", addKey: Bool = false) {
            self.hostShell = hostShell
            self.user = user
            self.addKey = addKey
        }
    }

    let settings: Settings
    let estate: Estate
    let providers: Providers
    let programs: (any TerminalPrograms)?
    let recordings: Recordings
    let book: SSHBook
    let ambient: Ambient
    let logger: Logger

    init(
        settings: Settings, estate: Estate, providers: Providers, programs: (any TerminalPrograms)?,
        recordings: Recordings, book: SSHBook, ambient: Ambient, logger: Logger
    ) {
        self.settings = settings
        self.estate = estate
        self.providers = providers
        self.programs = programs
        self.recordings = recordings
        self.book = book
        self.ambient = ambient
        self.logger = logger
    }

    /// Loads what was chosen for single machines.
    public func load() async throws { try await book.load() }

    /// - Throws: ``Problem`` or ``DriverError`` with what stands against it.
    public func open(_ request: TerminalRequest) async throws -> OpenTerminal {
        switch request.target {
        case .console(let key, let force):
            let vm = try machine(key)
            return try await recorded(.init(kind: .console, vm), request) {
                guard let consoles = try await providers.drivers(for: key.host).consoles else {
                    throw DriverError(.unsupported, "This host's driver has no serial consoles.")
                }
                return try await consoles.openConsole(of: key.id, force: force)
            }
        case .ssh(let key, let user, let command, let hasTerminal):
            let vm = try machine(key)
            var subject = Recordings.Subject(kind: .ssh, vm)
            subject.command = command
            return try await recorded(subject, request) {
                try await ssh(vm, user, request.size, command: command, hasTerminal: hasTerminal)
            }
        case .shell(let id):
            let host = try host(id)
            let subject = Recordings.Subject(kind: .shell, vm: nil, host: host.id, hostName: host.name)
            return try await recorded(subject, request) { try await shell(host, request) }
        }
    }

    /// The stream first: what was never open needs no recording.
    private func recorded(
        _ subject: Recordings.Subject, _ request: TerminalRequest, _ stream: () async throws -> LiveStream
    ) async throws -> OpenTerminal {
        let stream = try await stream()
        do {
            return OpenTerminal(stream: stream, recorder: try await recordings.begin(subject, request))
        } catch {
            await stream.abandon()
            throw error
        }
    }

    private func machine(_ key: HostedKey) throws -> VirtualMachine {
        guard let vm = estate.machines.row(key) else { throw Problem(.notFound, "The VM is gone.") }
        return vm
    }

    private func host(_ id: UUID) throws -> Host {
        guard let host = estate.hosts.row(id) else { throw Problem(.notFound, "The host is gone.") }
        return host
    }

    /// What this server has to open terminals with.
    func tools() throws -> any TerminalPrograms {
        guard let programs else { throw Problem(.conflict, "This server opens no terminals by ssh.") }
        return programs
    }
}

extension Recordings.Subject {
    init(kind: Recording.Kind, _ vm: VirtualMachine) {
        self.init(kind: kind, vm: vm, host: vm.host, hostName: vm.hostName)
    }
}

/// Who wants which terminal.
public struct TerminalRequest: Sendable {
    public enum Target: Sendable {
        case console(HostedKey, force: Bool)
        /// - Parameters:
        ///   - user: nil for the one that the machine or its image names.
        ///   - command: words for the user's shell; nil for a login shell.
        case ssh(HostedKey, user: String?, command: String? = nil, hasTerminal: Bool = true)
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
