import FoundationEssentials

/// How the guest agent of a machine that runs stands.
public enum GuestAgentState: String, Codable, Sendable, CaseIterable {
    /// An agent has opened its end of the channel.
    case connected
    /// The machine has a channel, and no agent listens.
    case disconnected
    /// The machine has no channel for an agent.
    case absent
}

/// Answer of `GET /api/v1/vms/{ref}/guest`: what the guest says of itself. All but `agent` may be missing, as agents differ;
/// all of it is the guest's own word.
public struct GuestInformation: Codable, Hashable, Sendable {
    public var agent: GuestAgentState?
    /// Why nothing more, or not all, is known.
    public var fault: String?
    public var hostname: String?
    public var os: GuestOperatingSystem?
    public var timezone: GuestTimezone?
    public var time: Date?
    /// Seconds that the guest's clock is ahead of the server's.
    public var timeDifference: Double?
    public var users: [GuestUser]?
    public var fileSystems: [GuestFileSystem]?
    public var interfaces: [GuestInterface]?

    public init(agent: GuestAgentState? = nil, fault: String? = nil) {
        self.agent = agent
        self.fault = fault
    }
}

/// As os-release(5) and uname(2) say it.
public struct GuestOperatingSystem: Codable, Hashable, Sendable {
    public var id: String?
    public var name: String?
    public var prettyName: String?
    public var version: String?
    public var kernelRelease: String?
    public var machine: String?

    public init(
        id: String? = nil, name: String? = nil, prettyName: String? = nil, version: String? = nil,
        kernelRelease: String? = nil, machine: String? = nil
    ) {
        self.id = id
        self.name = name
        self.prettyName = prettyName
        self.version = version
        self.kernelRelease = kernelRelease
        self.machine = machine
    }
}

public struct GuestTimezone: Codable, Hashable, Sendable {
    public var name: String?
    /// Seconds east of UTC.
    public var offset: Int

    public init(name: String? = nil, offset: Int) {
        self.name = name
        self.offset = offset
    }
}

/// Somebody who is logged in.
public struct GuestUser: Codable, Hashable, Sendable {
    public var name: String
    public var domain: String?
    public var loginTime: Date?

    public init(name: String, domain: String? = nil, loginTime: Date? = nil) {
        self.name = name
        self.domain = domain
        self.loginTime = loginTime
    }
}

public struct GuestFileSystem: Codable, Hashable, Sendable {
    public var mountPoint: String
    public var name: String?
    public var type: String?
    /// Bytes.
    public var total: Int64?
    public var used: Int64?

    public init(
        mountPoint: String, name: String? = nil, type: String? = nil, total: Int64? = nil, used: Int64? = nil
    ) {
        self.mountPoint = mountPoint
        self.name = name
        self.type = type
        self.total = total
        self.used = used
    }
}

public struct GuestInterface: Codable, Hashable, Sendable {
    public var name: String
    public var mac: String?
    /// With the bits of the network: `192.168.122.5/24`.
    public var addresses: [String]

    public init(name: String, mac: String? = nil, addresses: [String]) {
        self.name = name
        self.mac = mac
        self.addresses = addresses
    }
}

/// Body of `POST /api/v1/vms/{ref}/guest/password`.
public struct SetGuestPassword: Codable, Hashable, Sendable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// Body of `POST /api/v1/vms/{ref}/guest/ssh-keys`.
public struct SetGuestSSHKeys: Codable, Hashable, Sendable {
    public var user: String
    /// Public keys.
    public var keys: [String]
    /// Whether all other keys of the user go; false when absent.
    public var replace: Bool?

    public init(user: String, keys: [String], replace: Bool? = nil) {
        self.user = user
        self.keys = keys
        self.replace = replace
    }
}

/// The keys that open a user's account; answer of `GET /api/v1/vms/{ref}/guest/ssh-keys?user=`.
public struct GuestSSHKeys: Codable, Hashable, Sendable {
    public var user: String
    public var keys: [String]

    public init(user: String, keys: [String]) {
        self.user = user
        self.keys = keys
    }
}

/// Body of `POST /api/v1/vms/{ref}/guest/time`: a time, or the machine's own clock.
public struct SetGuestTime: Codable, Hashable, Sendable {
    /// Takes the time of the machine's clock, which the hypervisor keeps; the default without `time`.
    public var sync: Bool?
    public var time: Date?

    public init(sync: Bool? = nil, time: Date? = nil) {
        self.sync = sync
        self.time = time
    }
}

/// Body of `POST /api/v1/vms/{ref}/guest/freeze`.
public struct FreezeGuest: Codable, Hashable, Sendable {
    /// Seconds after which the guest is thawed in any case; 60 when absent.
    public var limitSeconds: Int?

    public init(limitSeconds: Int? = nil) { self.limitSeconds = limitSeconds }
}

/// Body of `POST /api/v1/vms/{ref}/guest/exec`.
public struct GuestCommand: Codable, Hashable, Sendable {
    /// The program, by its path or as the guest finds it. No shell reads it.
    public var command: String
    public var arguments: [String]?
    /// What it reads from its standard input.
    public var input: String?
    /// How long its end is waited for; 30 when absent. The program goes on after that.
    public var timeoutSeconds: Int?

    public init(command: String, arguments: [String]? = nil, input: String? = nil, timeoutSeconds: Int? = nil) {
        self.command = command
        self.arguments = arguments
        self.input = input
        self.timeoutSeconds = timeoutSeconds
    }
}

/// How a program in a guest ended.
public struct GuestCommandResult: Codable, Hashable, Sendable {
    /// Nil where a signal ended it.
    public var exitCode: Int?
    public var signal: Int?
    /// Base64 in JSON; at most 1 MiB each.
    public var stdout: Data
    public var stderr: Data
    /// Whether more was written than is given here.
    public var truncated: Bool

    public init(
        exitCode: Int? = nil, signal: Int? = nil, stdout: Data = Data(), stderr: Data = Data(), truncated: Bool = false
    ) {
        self.exitCode = exitCode
        self.signal = signal
        self.stdout = stdout
        self.stderr = stderr
        self.truncated = truncated
    }
}
