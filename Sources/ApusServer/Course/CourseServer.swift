import ApusCore
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The course API on a port of its own.
public struct CourseServer: Sendable {
    public struct Settings: Sendable {
        public var listener: Listener
        /// Whether everybody who reaches the port may call; on loopback they may in any case.
        public var isOpen: Bool
        public var limits = ConnectionLimits()

        public init(listener: Listener, isOpen: Bool) {
            self.listener = listener
            self.isOpen = isOpen
        }
    }

    let course: Course
    let gate: Gate
    let settings: Settings

    public init(core: ControlPlane, gate: Gate, settings: Settings, logger: Logger) {
        course = Course(core: core, logger: logger)
        self.gate = gate
        self.settings = settings
    }

    /// The application, to be run as a service. `onRunning` is told the port.
    public func application(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) -> some ApplicationProtocol {
        let isLoopback = Configuration.isLoopback(settings.listener.address)
        let needsToken = !isLoopback && !settings.isOpen
        let responder = CourseResponder(
            course: course, gate: needsToken ? gate : nil, isLoopback: isLoopback && !settings.isOpen)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { [channel] in
                EdgeChannel(http: HTTP1Channel(responder: $0, configuration: channel), repairsLine: true)
            },
            configuration: .init(
                address: .hostname(settings.listener.address, port: settings.listener.port), serverName: nil,
                reuseAddress: true,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    settings.limits.connections, logger: course.logger)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: course.logger)
    }

    private var channel: HTTP1Channel.Configuration {
        let limits = settings.limits
        return .init(
            additionalChannelHandlers: [ConnectionGuard(limits, refusal: CourseResponder.reply(Course.unknown))],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100))
    }
}
