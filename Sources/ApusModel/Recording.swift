import FoundationEssentials

/// What passed a terminal, kept as an asciicast v2 file of the server.
public struct Recording: Codable, Hashable, Sendable, Identifiable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A VM by ssh.
        case ssh
        /// A VM's serial line.
        case console
        /// A host's own shell.
        case shell
    }

    public enum State: String, Codable, Sendable, CaseIterable {
        /// Its terminal is open.
        case recording
        /// All of it is there.
        case whole
        /// It ends before its terminal did: the server died, or the disk was full.
        case cut
    }

    public var id: UUID
    public var number: Int64
    /// Made of the VM's or host's name and the time it began.
    public var name: String
    public var kind: Kind
    /// nil for a host's shell.
    public var vm: UUID?
    /// The name that the VM had.
    public var vmName: String?
    public var host: UUID
    public var hostName: String
    /// Who sat at the terminal.
    public var user: String
    public var started: Date
    /// Seconds; of one that is still recorded, those at the last look.
    public var duration: Double
    /// Bytes of the file.
    public var bytes: Int64
    public var state: State
    /// Whether what was typed is in it, too.
    public var input: Bool

    public init(
        id: UUID, name: String, kind: Kind, vm: UUID? = nil, vmName: String? = nil, host: UUID, hostName: String,
        user: String, started: Date, input: Bool
    ) {
        self.id = id
        self.number = 0
        self.name = name
        self.kind = kind
        self.vm = vm
        self.vmName = vmName
        self.host = host
        self.hostName = hostName
        self.user = user
        self.started = started
        self.duration = 0
        self.bytes = 0
        self.state = .recording
        self.input = input
    }
}

/// The answer of `GET /api/v1/recordings/search`.
public struct RecordingMatches: Codable, Hashable, Sendable {
    public struct Item: Codable, Hashable, Sendable {
        public var recording: UUID
        /// Seconds since the begin of the recording.
        public var at: Double
        /// What the terminal showed, without its control sequences.
        public var line: String

        public init(recording: UUID, at: Double, line: String) {
            self.recording = recording
            self.at = at
            self.line = line
        }
    }

    /// The newest recording first.
    public var items: [Item]
    /// Whether everything was looked through; false where the limit or the time was over before.
    public var complete: Bool

    public init(items: [Item], complete: Bool) {
        self.items = items
        self.complete = complete
    }
}
