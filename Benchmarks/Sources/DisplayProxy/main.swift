import ApusCore
import ApusModel
import ApusServer
import ApusTesting
import Foundation
import Glibc
import Logging

// Apus's server with one machine whose display is a socket of this machine: what `Benchmarks/display` measures.
//
//     DisplayProxy PORT|PATH      of loopback, or of a UNIX socket; prints the port it listens on and the path of the display

/// A connected socket to a port of loopback.
@Sendable func connected(to port: UInt16) throws -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var (address, yes) = (sockaddr_in(), Int32(1))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, length) }
    }
    guard result == 0 else { throw DriverError(.refused, "nobody listens on port \(port)") }
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    return socket
}

/// A connected UNIX socket, as libvirt hands over for a display of its own host.
@Sendable func connected(toPath path: String) throws -> Int32 {
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, length) }
    }
    guard result == 0 else { throw DriverError(.refused, "nobody listens at \(path)") }
    return socket
}

signal(SIGPIPE, SIG_IGN)
guard let source = CommandLine.arguments.dropFirst().first else { exit(2) }
let host = FakeHost()
host.consoles.opener = { try UInt16(source).map(connected(to:)) ?? connected(toPath: source) }
let id = UUID()
host.settle(.sample(id: id, name: "bench"), .running)
let core = ControlPlane(
    store: MemoryStore(), drivers: [FakeProvider([host])], settings: .init(imageDirectories: []),
    logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
try await core.load()
await core.start()
_ = try await core.providers.add(CreateProvider(name: "bench", address: "fake://\(host.name)"))
while core.estate.machines.count == 0 { try await Task.sleep(for: .milliseconds(10)) }
let token = StoredToken(id: UUID(), name: "bench", hash: Gate.hash("bench"), role: .administrator, createdAt: Date())
let server = Server(
    core: core, feed: Feed(estate: core.estate, epoch: "1"), gate: Gate([token]),
    settings: .init(address: "127.0.0.1", port: 0, maxBody: 65_536, openMetrics: false, docsFolder: nil),
    logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
let application = server.application { port in
    print("\(port) /api/v1/vms/\(id.uuidString.lowercased())/display")
    fflush(nil)
}
try await application.run()
