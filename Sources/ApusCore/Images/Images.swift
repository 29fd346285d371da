import ApusModel
import FoundationEssentials
import Schema

/// Images: files that lie on the hosts, and files that Apus was given and keeps in their pools.
public struct Images: Sendable {
    /// The choices an administrator makes.
    public struct Settings: Sendable {
        public var outbound: OutboundPolicy
        /// Bytes of one image.
        public var maximumSize: Int64
        /// Seconds after which an unfinished upload is given up.
        public var uploadLife: TimeInterval

        public init(
            outbound: OutboundPolicy = OutboundPolicy(), maximumSize: Int64 = 256 << 30,
            uploadLife: TimeInterval = 86_400
        ) {
            self.outbound = outbound
            self.maximumSize = maximumSize
            self.uploadLife = uploadLife
        }
    }

    let store: any RegistryStore
    let estate: Estate
    let rule: ImagePathRule
    public let settings: Settings
    let ledger: ImageLedger
    let operations: Operations
    let signatures: (any SignatureVerifier)?
    let drivers: @Sendable (UUID) async throws -> HostDrivers
    let ambient: Ambient

    init(
        store: any RegistryStore, estate: Estate, rule: ImagePathRule, settings: Settings, ledger: ImageLedger,
        operations: Operations, signatures: (any SignatureVerifier)? = nil,
        drivers: @escaping @Sendable (UUID) async throws -> HostDrivers, ambient: Ambient = Ambient()
    ) {
        self.store = store
        self.estate = estate
        self.rule = rule
        self.settings = settings
        self.ledger = ledger
        self.operations = operations
        self.signatures = signatures
        self.drivers = drivers
        self.ambient = ambient
    }

    /// Loads the images into the inventory.
    public func load() async throws { estate.images.upsert(try await store.all(Image.self)) }

    /// Registers a file that at least one host has.
    public func add(_ request: CreateImage, drivers: (UUID) async throws -> HostDrivers) async throws -> Image {
        let path = request.path ?? ""
        try rule.check(path)
        var image = row(of: request, path: path)
        guard !image.format.isForeign else {
            let message = "is converted when it is sent: apus image upload --format \(image.format.rawValue)"
            throw CreationPlan.fault("/format", "format/foreign", message)
        }
        let facts = try await inspect(request, path, image.format, drivers)
        image.virtualSize = try ImageSafety.virtualSize(of: facts, format: image.format)
        image.size = facts.fileSize
        return try await ledger.add(image)
    }

    /// The row that a request asks for.
    func row(of request: CreateImage, path: String) -> Image {
        var image = Image(
            id: ambient.uuid(), number: 0, name: request.name, path: path, format: request.format ?? .qcow2,
            createdAt: ambient.now())
        (image.size, image.sha256) = (request.size, request.sha256?.lowercased())
        (image.family, image.url) = (request.family, request.url)
        image.sshUser = request.sshUser
        return image
    }

    private func inspect(
        _ request: CreateImage, _ path: String, _ format: Image.Format, _ drivers: (UUID) async throws -> HostDrivers
    ) async throws -> ImageFacts {
        let hosts = estate.hosts.rows().filter { $0.state == .up }.sorted { $0.number < $1.number }
        let asked =
            try CreationPlan.field("/host") { try request.host.map { [try hosts.resolve($0)] } }
            ?? Array(hosts.prefix(32))
        var last = Problem(.hostUnreachable, "No host is connected that could show the file \(Echo.quoted(path)).")
        for host in asked {
            do {
                guard let storage = try await drivers(host.id).storage else { continue }
                return try await storage.inspect(path: path, format: format)
            } catch let error as DriverError {
                if error.code == .refused { throw refused(path, error.message) }
                last = error.code == .notFound ? missing(path, asked) : error.problem
            }
        }
        throw last
    }

    /// A link, a device, a directory: nothing that an image may be, on whichever host.
    private func refused(_ path: String, _ message: String) -> Problem {
        Problem(
            .invalid, "The image \(Echo.quoted(path)) cannot be used: \(message)",
            errors: [.init(pointer: "/path", code: "path/not-a-file", message: message)])
    }

    private func missing(_ path: String, _ hosts: [Host]) -> Problem {
        let message = "no file on \(hosts.map(\.name).joined(separator: ", "))"
        return Problem(
            .invalid, "The image \(Echo.quoted(path)) was not found: \(message).",
            errors: [.init(pointer: "/path", code: "path/not-found", message: message)])
    }
}
