import ApusCore
import ApusModel
import FoundationEssentials
import Glibc
import Libvirt
import Logging

/// Providers behind libvirt: QEMU and KVM in full; the other drivers are listed, started and stopped.
public struct LibvirtDriver: ProviderDriver {
    public var kind: Provider.Kind { .libvirt }
    private let tempo: Tempo
    private let logger: Logger
    private let folder: String

    /// - Parameter folder: of the server's own, where ssh has sockets for moments.
    public init(
        tempo: Tempo = Tempo(), logger: Logger = Logger(label: "apus.libvirt"),
        folder: String = FileManager.default.temporaryDirectory.path + "/apus-displays-\(getpid())"
    ) {
        self.folder = folder
        self.tempo = tempo
        self.logger = logger
    }

    public func normalized(address: String) throws -> String {
        try Self.parse(address).uri
    }

    public func connection(to provider: Provider) throws -> any ProviderConnection {
        LibvirtProvider(provider, at: try Self.parse(provider.address), folder: folder, tempo: tempo, logger: logger)
    }

    private static func parse(_ address: String) throws -> LibvirtAddress {
        do throws(LibvirtAddress.ParseError) {
            return try LibvirtAddress(parsing: address)
        } catch {
            throw AddressError(error.description)
        }
    }
}

/// How often and how long a host is looked at.
public struct Tempo: Hashable, Sendable {
    /// Between listings of everything, which repair what events did not tell.
    public var listing = Duration.seconds(60)
    /// The same for drivers without events.
    public var listingWithoutEvents = Duration.seconds(5)
    /// After a listing that failed.
    public var retry = Duration.seconds(5)
    /// How long events are gathered before they are looked at: a start sends several.
    public var gathering = Duration.milliseconds(30)
    /// How long the first listing waits for the host's capabilities, which a sick KVM delays by a minute.
    public var patience = Duration.seconds(5)
    /// Between looks at the addresses of guests that have none yet.
    public var addresses = Duration.seconds(2)
    /// Between looks at the addresses of the others.
    public var knownAddresses = Duration.seconds(30)
    /// How long after its start a guest counts as one that will soon have an address.
    public var youth = Duration.seconds(120)

    /// The defaults.
    public init() {}
}
