import ApusCore
import ApusModel
import ChildProgram
import FoundationEssentials
import Glibc
import Libvirt
import LibvirtXML

extension LibvirtConsoles {
    private static let patience = Duration.seconds(15)

    /// A display of a host elsewhere.
    func remoteDisplay(of id: UUID, _ graphics: DomainDescription.Graphics) async throws -> LiveStream {
        let way = try RemoteDisplay(graphics, of: address)
        let password = try await password(of: id)
        let deadline = ContinuousClock.now.advanced(by: Self.patience)
        let forward = SSHForward(address: address, folder: folder)
        let stream = try await Blocking.run { try Self.connect(way, forward, until: deadline) }
        do {
            return try await Blocking.run { try Self.greet(stream, password, until: deadline) }
        } catch {
            await stream.abandon()
            throw stream.fault?() ?? error
        }
    }

    /// Of the VNC display; libvirt tells it to those who may change the machine.
    private func password(of id: UUID) async throws -> String? {
        try await mappingErrors {
            try await lanes.reads.perform("look at display") { connection in
                let xml = try XMLTree.parse(connection.domain(id).xml([.secure]))
                return xml.all("devices/graphics").first { $0.attribute("type") == "vnc" }?.attribute("passwd")
            }
        }
    }

    private static func connect(
        _ way: RemoteDisplay, _ forward: SSHForward, until deadline: ContinuousClock.Instant
    ) throws -> LiveStream {
        switch way {
        case .direct(let host, let port): try TCPDial.dial(host, port, until: deadline)
        case .forwardedPort: try forward.port(way)
        case .forwardedSocket: try forward.socket(way, until: deadline)
        }
    }

    /// Waits for the display's first word, and logs in where it wants that.
    private static func greet(
        _ stream: LiveStream, _ password: String?, until deadline: ContinuousClock.Instant
    ) throws -> LiveStream {
        try awaitBanner(stream.descriptor, until: deadline)
        guard let password else { return stream }
        try VNCLogin(descriptor: stream.descriptor, deadline: deadline).run(password: password)
        var stream = stream
        stream.isLoggedIn = true
        return stream
    }

    /// A display speaks first: when it has, the way stands. Nothing is taken.
    private static func awaitBanner(_ descriptor: Int32, until deadline: ContinuousClock.Instant) throws {
        while ContinuousClock.now < deadline {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 250) > 0 else { continue }
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK))
            guard count != 0 else {
                throw DriverError(.refused, "The display cannot be reached: the connection was closed.")
            }
            if count > 0 { return }
        }
        throw DriverError(.timedOut, "The display did not answer in time.")
    }
}
