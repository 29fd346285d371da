import ApusCore
import ApusModel
import FoundationEssentials
import Inventory

/// Brings a server to what the three files say: providers, pools, images and instance types that are not there yet, and the
/// order of the lines. Doing it again changes nothing.
public struct CourseSetup: Sendable {
    let core: ControlPlane
    let files: CourseFiles
    /// Of providers that are added.
    let settings: Settings
    let report: @Sendable (String) -> Void
    /// Brings files of machines that run no VMs.
    public var fetch: RemoteImages?
    /// How long hosts have to answer.
    var patience = Duration.seconds(30)
    /// How long after the first no: a host may be starting itself.
    var hope = Duration.seconds(10)

    /// What new providers get beside their address.
    public struct Settings: Sendable {
        public var poolPath: String?
        public var network: String?

        public init(poolPath: String? = nil, network: String? = nil) {
            self.poolPath = poolPath
            self.network = network
        }
    }

    /// - Parameter report: takes one line for each thing that cannot be used.
    public init(
        core: ControlPlane, files: CourseFiles, settings: Settings = Settings(),
        report: @escaping @Sendable (String) -> Void
    ) {
        (self.core, self.files, self.settings, self.report) = (core, files, settings, report)
    }

    /// - Throws: a ``Problem`` of the store.
    public func apply() async throws {
        files.faults.forEach { report($0.description) }
        var catalog = CourseCatalog()
        var hosts: [String: UUID] = [:]
        for line in files.hosts {
            guard let provider = await provider(line, known: catalog.providers) else { continue }
            catalog.providers.append(provider.id)
            hosts[line.value.host] = provider.id
        }
        await removeOthers(catalog.providers)
        await awaitHosts(catalog.providers)
        for provider in catalog.providers { await makePool(of: provider) }
        for line in files.images {
            catalog.images.append(await image(line, hosts))
        }
        for line in files.flavors {
            guard let type = await type(line) else { continue }
            catalog.types.append(.init(number: line.value.number, instanceType: type.id))
        }
        try await core.courseBook.set(catalog)
    }

    /// A fault of a line that was read well, but cannot be carried out.
    func fault(_ file: String, _ line: Int, _ error: any Error) {
        let problem = Problem.describing(error)
        report("\(CourseFault(file: file, line: line, message: problem.detail))")
    }

    /// A name that no row has.
    static func free(_ name: String, among taken: [String]) -> String {
        let taken = Set(taken.map { $0.lowercased() })
        let names = (0...taken.count).map { CourseName.safe(name, attempt: $0) }
        return names.first { !taken.contains($0) } ?? name
    }
}

// MARK: Hosts

extension CourseSetup {
    private func provider(_ line: CourseLine<HostLine>, known: [UUID]) async -> Provider? {
        do {
            if let provider = try await core.providers.registered(line.value.address) {
                guard !known.contains(provider.id) else {
                    throw Problem(.conflict, "This machine stands in the file twice.")
                }
                return provider
            }
            var request = CreateProvider(
                name: Self.free(line.value.name, among: core.estate.providers.rows().map(\.name)),
                address: line.value.address)
            (request.poolPath, request.network) = (settings.poolPath, settings.network)
            return try await core.providers.add(request)
        } catch {
            fault(files.names.hosts, line.line, error)
            return nil
        }
    }

    /// Forgets what an earlier file had; nothing on those hosts is changed.
    private func removeOthers(_ wanted: [UUID]) async {
        let before = await core.courseBook.catalog?.providers ?? []
        for id in before where !wanted.contains(id) {
            guard let provider = core.estate.providers.row(id) else { continue }
            do {
                try await core.providers.remove(id.uuidString)
            } catch {
                report("\(provider.name) stays: \(Problem.describing(error).detail)")
            }
        }
    }

    private func awaitHosts(_ providers: [UUID]) async {
        await wait(hope) { providers.contains { host(of: $0)?.state != .up } }
        await wait(patience) { providers.contains(where: isOpen) }
        // What a host has is told right after it is up; some have neither networks nor pools.
        await wait(min(patience, .seconds(3))) { providers.contains(where: isUnlisted) }
        for id in providers where host(of: id)?.state != .up {
            guard let provider = core.estate.providers.row(id) else { continue }
            report("\(provider.name) (\(provider.address)) does not answer: \(provider.fault ?? "no answer in time")")
        }
    }

    private func wait(_ limit: Duration, while isOpen: () -> Bool) async {
        let end = ContinuousClock.now.advanced(by: limit)
        while ContinuousClock.now < end, !Task.isCancelled, isOpen() {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func isUnlisted(_ id: UUID) -> Bool {
        guard let host = host(of: id), host.state == .up else { return false }
        return core.estate.networks.rows(in: host.id).isEmpty && core.estate.pools.rows(in: host.id).isEmpty
    }

    /// Whether it may still come up.
    private func isOpen(_ id: UUID) -> Bool {
        guard let provider = core.estate.providers.row(id), provider.state != .unreachable else { return false }
        return host(of: id)?.state != .up
    }

    private func host(of provider: UUID) -> Host? {
        core.estate.hosts.rows().first { $0.provider == provider }
    }

    /// The pool for new disks, so that the room of a host is known before the first machine.
    private func makePool(of id: UUID) async {
        guard let provider = core.estate.providers.row(id), let host = host(of: id), host.state == .up,
            !core.estate.pools.rows(in: host.id).contains(where: { $0.name == provider.settings.pool })
        else { return }
        var request = CreatePool(host: host.id.uuidString, name: provider.settings.pool)
        request.path = provider.settings.poolPath ?? "/var/lib/libvirt/images/\(provider.settings.pool)"
        do {
            let course = Course(core: core, logger: .init(label: "course"), patience: patience)
            try await course.finish(try await core.pools.create(request, course.caller))
        } catch {
            let reason = (error as? CourseRefusal)?.description ?? Problem.describing(error).detail
            report("the pool \(request.name) of \(host.name) was not made: \(reason)")
        }
    }
}
