import ApusCore
import ApusModel
import ChildProgram
import Dispatch
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
        let address = address
        return try await Self.blocking { try Self.open(way, address, password) }
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

    private static func open(
        _ way: RemoteDisplay, _ address: LibvirtAddress, _ password: String?
    ) throws -> LiveStream {
        let deadline = ContinuousClock.now.advanced(by: patience)
        var stream: LiveStream
        switch way {
        case .direct(let host, let port): stream = try TCPDial.dial(host, port, until: deadline)
        case .forwardedPort: stream = try SSHForward.port(way, address)
        case .forwardedSocket: stream = try SSHForward.socket(way, address, until: deadline)
        }
        do {
            try awaitBanner(stream.descriptor, until: deadline)
            guard let password else { return stream }
            try VNCLogin(descriptor: stream.descriptor, deadline: deadline).run(password: password)
            stream.isLoggedIn = true
            return stream
        } catch {
            let words = stream.fault?()
            _ = close(stream.descriptor)
            let end = stream.end
            Task { _ = await end() }
            throw words ?? error
        }
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

    private static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "apus.display").async { continuation.resume(with: Result { try work() }) }
        }
    }
}
