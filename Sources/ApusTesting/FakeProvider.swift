import ApusCore
import ApusModel
import FoundationEssentials

/// A kind of provider whose addresses are `fake://<host>`, each bringing one ``FakeHost``.
public struct FakeProvider: ProviderDriver {
    public let kind = Provider.Kind.libvirt
    private let hosts: [String: FakeHost]

    public init(_ hosts: [FakeHost]) {
        self.hosts = Dictionary(hosts.map { ("fake://\($0.name)", $0) }, uniquingKeysWith: { first, _ in first })
    }

    public func normalized(address: String) throws -> String {
        guard address.hasPrefix("fake://") else { throw AddressError("must begin with fake://") }
        return address
    }

    public func connection(to provider: Provider) throws -> any ProviderConnection {
        guard let host = hosts[provider.address] else { throw AddressError("no such host") }
        return FakeConnection(host: host, provider: provider)
    }
}

struct FakeConnection: ProviderConnection {
    let host: FakeHost
    let provider: Provider

    func watch(_ observer: ProviderObserver) async {
        for await signal in host.signals() {
            switch signal {
            case .say(let observation): await observer.report(observation)
            case .look:
                do { try await tell(observer) } catch { await observer.report(.unreachable(reason: "\(error)")) }
            }
        }
    }

    func drivers(for id: UUID) -> HostDrivers? {
        id == host.id ? host.drivers : nil
    }

    func close() async {}

    private func tell(_ observer: ProviderObserver) async throws {
        if let silence = host.state.withLock({ $0.silence }) {
            return await observer.report(.unreachable(reason: silence))
        }
        let identity = try await observer.identify("native-\(host.name)", host.name)
        host.state.withLock { $0.id = identity.id }
        await observer.report(.connected)
        await observer.report(.host(row(identity)))
        let networks = host.networks.map { name in
            Network(id: stableID(name), name: name, host: identity.id, hostName: host.name, state: .active)
        }
        let pools = host.state.withLock { $0.pools }.map { name -> StoragePool in
            var pool = StoragePool(
                id: stableID(name), name: name, host: identity.id, hostName: host.name, state: .active)
            pool.type = host.poolType
            return pool
        }
        await observer.report(.listing(host: identity.id, machines: host.rows, pools: pools, networks: networks))
    }

    private func row(_ identity: HostIdentity) -> Host {
        var row = Host(
            id: identity.id, number: identity.number, name: identity.name, provider: provider.id,
            providerName: provider.name)
        row.cpus = host.cpus
        row.memory = host.memory
        row.accelerators = host.accelerators
        row.arch = "x86_64"
        return row
    }
}

/// The same id for the same name, so that an equal listing is no change.
func stableID(_ name: String) -> UUID {
    var bytes = Array(name.utf8.prefix(12))
    bytes += Array(repeating: 0, count: 12 - bytes.count)
    let text = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    return UUID(
        uuidString:
            "00000000-\(text.prefix(4))-\(text.dropFirst(4).prefix(4))-\(text.dropFirst(8).prefix(4))-\(text.dropFirst(12))"
    ) ?? UUID()
}

extension FakeHost {
    /// The connections list this host anew.
    public func relist() { signal(.look) }

    /// The host stops answering, and its connections notice.
    public func goSilent(_ reason: String = "no route to host") {
        state.withLock { $0.silence = reason }
        relist()
    }

    /// The host answers again, and its connections notice.
    public func comeBack() {
        state.withLock { $0.silence = nil }
        relist()
    }

    /// The connections report something.
    public func say(_ observation: Observation) { signal(.say(observation)) }

    /// Somebody other than Apus changes a machine: its connections hear of it.
    public func outside(_ id: UUID, _ state: VirtualMachineState) {
        self.state.withLock { $0.world.machines[id]?.state = state }
        guard let machine = world.machines[id] else { return }
        say(.machine(row(machine)))
    }

    func signals() -> AsyncStream<Signal> {
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
        let ticket = UUID()
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.connections.removeValue(forKey: ticket) }
        }
        state.withLock { $0.connections[ticket] = continuation }
        continuation.yield(.look)
        return stream
    }

    private func signal(_ signal: Signal) {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.yield(signal) }
    }
}
