extension DomainDescription {
    /// A display that can be watched from outside.
    public struct Graphics: Hashable, Sendable {
        /// `vnc`, `spice`, …
        public var type: String
        /// The TCP port; nil where there is none, or none yet.
        public var port: Int?
        /// The TCP port with TLS.
        public var tlsPort: Int?
        public var listen: Listen
    }

    /// Where a display listens.
    public enum Listen: Hashable, Sendable {
        /// An address or a name of the host; nil is the host's configured one.
        case address(String?)
        /// The address of a network of libvirt.
        case network(String, address: String?)
        /// A UNIX socket; nil where libvirt will choose the path.
        case socket(path: String?)
        /// Nowhere: only a descriptor that libvirt opens leads in.
        case nowhere
    }

    /// A serial port or console.
    public struct CharacterDevice: Hashable, Sendable {
        /// Where it leads on the host: `pty`, `unix`, `file`, `tcp`, …
        public var type: String
        /// The path of the terminal, socket or file.
        public var path: String?
        /// What the guest sees, such as `isa-serial`, `serial` or `virtio`.
        public var targetType: String?
        public var targetPort: Int?
        /// The file on the host that keeps what the guest wrote.
        public var logPath: String?
        /// libvirt's name of the device in a running domain, such as `serial0`.
        public var alias: String?
    }
}

extension DomainDescription.Graphics {
    init(_ graphics: Element) {
        type = graphics.attribute("type") ?? ""
        port = Self.port(graphics.attribute("port"))
        tlsPort = Self.port(graphics.attribute("tlsPort"))
        listen = Self.listen(graphics)
    }

    /// -1 asks libvirt to choose one.
    private static func port(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func listen(_ graphics: Element) -> DomainDescription.Listen {
        if let path = graphics.attribute("socket") { return .socket(path: path) }
        let listen = graphics.first("listen")
        let address = listen?.attribute("address") ?? graphics.attribute("listen")
        switch listen?.attribute("type") {
        case "socket": return .socket(path: listen?.attribute("socket"))
        case "none": return .nowhere
        case "network": return .network(listen?.attribute("network") ?? "", address: address)
        default: return .address(address)
        }
    }
}

extension DomainDescription.CharacterDevice {
    init(_ device: Element) {
        type = device.attribute("type") ?? ""
        path = device.attribute("path", at: "source") ?? device.attribute("tty")
        targetType = device.attribute("type", at: "target")
        targetPort = device.attribute("port", at: "target").flatMap { Int($0) }
        logPath = device.attribute("file", at: "log")
        alias = device.attribute("name", at: "alias")
    }
}
