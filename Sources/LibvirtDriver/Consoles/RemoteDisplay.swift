import ApusCore
import Libvirt
import LibvirtXML

/// How a display of a host elsewhere is reached: by the way that leads to its daemon, and no other.
enum RemoteDisplay: Hashable, Sendable {
    /// A connection from here.
    case direct(host: String, port: UInt16)
    /// Through ssh, to a port or a UNIX socket as the host itself sees it.
    case forwardedPort(host: String, port: UInt16)
    case forwardedSocket(String)

    /// - Throws: ``DriverError`` `unsupported` that says what to change.
    init(_ graphics: DomainDescription.Graphics, of address: LibvirtAddress) throws(DriverError) {
        let isForwarded = address.transport == .ssh
        switch graphics.listen {
        case .nowhere:
            throw Self.unreachable("listens nowhere", "add <listen type='address' address='127.0.0.1'/> to it")
        case .socket(let path):
            guard isForwarded else {
                throw Self.unreachable("listens on a UNIX socket of its host", "reach the host by qemu+ssh")
            }
            guard let path, path.hasPrefix("/"), Self.isPlain(path: path) else {
                throw Self.unreachable("has no socket that ssh can forward to", "give it a plain path")
            }
            self = .forwardedSocket(path)
        case .address(let listen), .network(_, let listen):
            guard let port = graphics.port.flatMap({ UInt16(exactly: $0) }) else {
                throw Self.unreachable("has no port without TLS", "let it listen on one")
            }
            let isEverywhere = ["0.0.0.0", "::"].contains(listen)
            if isForwarded {
                self = .forwardedPort(host: isEverywhere ? "127.0.0.1" : listen ?? "127.0.0.1", port: port)
            } else if isEverywhere, let host = address.host {
                self = .direct(host: host, port: port)
            } else if let listen, !Self.isLoopback(listen) {
                self = .direct(host: listen, port: port)
            } else {
                throw Self.unreachable(
                    "listens on its host's own loopback only",
                    "reach the host by qemu+ssh, or let the display listen on an address that this server can reach")
            }
        }
    }

    private static func unreachable(_ fact: String, _ advice: String) -> DriverError {
        DriverError(.unsupported, "The display \(fact): \(advice).")
    }

    private static func isLoopback(_ host: String) -> Bool {
        host.hasPrefix("127.") || host == "::1" || host == "localhost"
    }

    static func isPlain(path: String) -> Bool { path.utf8.allSatisfy(isPlain) }

    /// Nothing that ssh reads as more than a letter of a path: no colon, blank, percent or tilde.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// The arguments of an ssh child that is the connection.
    /// - Parameter local: where it puts a UNIX socket of its own, for a forwarded one.
    static func arguments(_ ssh: String, _ display: RemoteDisplay, _ address: LibvirtAddress, local: String) -> [String]
    {
        let options = [
            "BatchMode=yes", "ConnectTimeout=10", "ExitOnForwardFailure=yes", "ControlMaster=no", "ControlPath=none",
        ]
        var words = [ssh, "-T"] + options.flatMap { ["-o", $0] }
        if let port = address.port { words += ["-p", String(port)] }
        if let user = address.user { words += ["-l", user] }
        let host = ["--", address.host ?? ""]
        switch display {
        // `cat` ends when its input does, which happens also when the server dies: the child is never left alone.
        case .forwardedSocket(let path): return words + ["-L", "\(local):\(path)"] + host + ["cat"]
        case .forwardedPort(let target, let port), .direct(let target, let port):
            return words + ["-W", "\(target.contains(":") ? "[\(target)]" : target):\(port)"] + host
        }
    }
}
