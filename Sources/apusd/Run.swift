import ApusCore
import ApusModel
import ApusServer
import ApusStore
import ArgumentParser
import FoundationEssentials
import Glibc
import LibvirtDriver
import Logging
import ServiceLifecycle

/// `apusd`: runs the server until SIGTERM or SIGINT.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server (the default).")
    @OptionGroup var options: SettingOptions

    func run() async throws {
        do {
            try await Self.serve(try options.load())
        } catch let error as ConfigurationError {
            Apusd.exitForConfiguration(error.description)
        } catch let error as StoreError {
            Apusd.exitForConfiguration(error.description)
        }
    }

    /// - Parameter onStart: does its work once the providers are connected to, beside all else.
    static func serve(
        _ configuration: Configuration, onCourse: @escaping @Sendable (Int) async -> Void = { _ in },
        onStart: @escaping @Sendable (ControlPlane) async -> Void = { _ in }
    ) async throws {
        // libvirt writes to sockets whose other end may have died, from whichever thread closes a connection.
        signal(SIGPIPE, SIG_IGN)
        FileLimit.raise()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "apusd")
        logger.logLevel = Logger.Level(rawValue: configuration.text("log.level")) ?? .info
        let displays = configuration.text("data.folder") + "/displays"
        let driver = LibvirtDriver(logger: logger, folder: displays)
        try configuration.checkAddresses { try driver.normalized(address: $0) }
        let store = try Store(folder: configuration.text("data.folder"))
        // What a server that died in a bad moment left there.
        try? FileManager.default.removeItem(atPath: displays)
        let core = ControlPlane(
            store: store, drivers: [driver], settings: try configuration.coreSettings,
            ports: try configuration.ports(), logger: logger)
        try await core.load()
        try await configuration.addProviders(to: core, logger)
        let feed = Feed(estate: core.estate, epoch: String(UInt64.random(in: .min ... .max), radix: 36))
        let gate = configuration.gate(
            try await Tokens.ensure(in: store, file: configuration.text("data.folder") + "/token", logger: logger),
            store: store)
        let server = Server(core: core, feed: feed, gate: gate, settings: configuration.serverSettings, logger: logger)
        let course = try configuration.courseSettings.map {
            CourseServer(core: core, gate: gate, settings: $0, logger: logger)
        }
        let lab = try configuration.labSettings.map { LabServer(beside: server, settings: $0) }
        let address = configuration.text("server.address")
        let application = server.application { [logger] port in
            logger.notice("Apus \(ApusVersion.current) listens on http://\(address):\(port)")
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: CoreService(core: core, feed: feed, onStart: onStart),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
                ] + courseServices(course, configuration, logger, onCourse)
                    + labServices(lab, configuration, logger) + [
                        // Shut down first, the last of the list: open answers would keep the application from its end.
                        .init(
                            service: OpenAnswers(core: core, feed: feed),
                            successTerminationBehavior: .gracefullyShutdownGroup)
                    ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        // What terminals ran is ended, and their recordings are whole.
        await server.settle()
        logger.notice("Apus has stopped")
    }
}

extension Run {
    /// The course API, where it is on.
    private static func courseServices(
        _ course: CourseServer?, _ configuration: Configuration, _ logger: Logger,
        _ onCourse: @escaping @Sendable (Int) async -> Void
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        guard let course else { return [] }
        let listen = configuration.text("course.listen")
        let application = course.application { port in
            logger.notice("The course API listens on \(listen) (port \(port))")
            await onCourse(port)
        }
        return [.init(service: application, successTerminationBehavior: .gracefullyShutdownGroup)]
    }
}

extension Run {
    /// The lab API, where it is on.
    private static func labServices(
        _ lab: LabServer?, _ configuration: Configuration, _ logger: Logger
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        guard let lab else { return [] }
        let listen = configuration.text("lab.listen")
        let application = lab.application { port in logger.notice("The lab API listens on \(listen) (port \(port))") }
        return [.init(service: application, successTerminationBehavior: .gracefullyShutdownGroup)]
    }
}

/// The core as a service: connects and drives until the group shuts down.
struct CoreService: Service {
    let core: ControlPlane
    let feed: Feed
    let onStart: @Sendable (ControlPlane) async -> Void

    func run() async throws {
        let following = Task { await feed.run() }
        await core.start()
        let beginning = Task { await onStart(core) }
        try? await gracefulShutdown()
        beginning.cancel()
        await core.stop()
        following.cancel()
    }
}

/// The answers that end only with the server: event streams and waits for operations.
struct OpenAnswers: Service {
    let core: ControlPlane
    let feed: Feed

    func run() async throws {
        try? await gracefulShutdown()
        feed.stop()
        await core.operations.endWaits()
    }
}

/// The first token, made at the first start.
enum Tokens {
    static func ensure(in store: Store, file: String, logger: Logger) async throws -> [StoredToken] {
        let tokens = try await store.tokens()
        guard tokens.isEmpty else { return tokens }
        let secret = Gate.newToken()
        let token = StoredToken(
            id: UUID(), name: "admin", hash: Gate.hash(secret), role: .administrator, createdAt: Date())
        // The file first: a token that nobody can read would lock everybody out.
        try PrivateFile.create(file, Array((secret + "\n").utf8))
        try await store.add(token)
        logger.notice("A token for the role administrator is in \(file)")
        return [token]
    }
}

extension Configuration {
    var coreSettings: ControlPlane.Settings {
        get throws { try makeCoreSettings() }
    }

    /// Before the socket opens. An entry that cannot stand beside what is there already is told, and the others are taken.
    fileprivate func addProviders(to core: ControlPlane, _ logger: Logger) async throws {
        for (place, problem) in try await core.providers.configure(providers).sorted(by: { $0.key < $1.key }) {
            logger.error("providers[\(place)] of the configuration file was not taken: \(problem.detail)")
        }
    }

    private func makeCoreSettings() throws -> ControlPlane.Settings {
        var settings = ControlPlane.Settings(
            imageDirectories: list("images.directories"),
            overcommit: try overcommit(),
            operationsPerHost: integer("operations.perHost"),
            statistics: Statistics.Settings(
                interval: integer("statistics.interval"), retentionDays: integer("statistics.retentionDays")),
            images: try imageSettings(), placement: placementSettings, terminals: try terminalSettings,
            recordings: recordingSettings)
        settings.movesAtOnce = integer("migration.atOnce")
        return settings
    }

    var serverSettings: Server.Settings {
        let docs = text("server.docs")
        return Server.Settings(
            address: text("server.address"), port: integer("server.port"), maxBody: integer("server.maxBody"),
            openMetrics: flag("server.openMetrics"), docsFolder: docs.isEmpty ? nil : docs,
            pageFolders: pageFolders, prefix: text("server.prefix"))
    }
}
