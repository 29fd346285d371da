/// What went wrong in a libvirt call, or in the binding around it.
///
/// `code` and `domain` are open sets: a newer libvirt's numbers survive unchanged. The binding's own errors stand in
/// the domain `.binding`.
/// Source: `libvirt/virterror.h`.
public struct LibvirtError: Error, Hashable, Sendable {
    /// What happened.
    public var code: Code
    /// Which part of libvirt says so.
    public var domain: Domain
    /// libvirt's text, meant for people; it may name paths of the host.
    public var message: String
    /// The C function, or the name given to ``HostConnection/perform(_:deadline:_:)``.
    public var call: String

    /// Makes an error; libvirt's own are made by the binding.
    public init(_ code: Code, domain: Domain = .binding, message: String, call: String) {
        self.code = code
        self.domain = domain
        self.message = message
        self.call = call
    }
}

extension LibvirtError: CustomStringConvertible {
    public var description: String {
        "\(call): \(message) (code \(code.rawValue), domain \(domain.rawValue))"
    }
}

extension LibvirtError {
    /// The part of libvirt that raised an error (`virErrorDomain`).
    public struct Domain: RawRepresentable, Hashable, Sendable {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// This binding, not libvirt.
        public static let binding = Self(rawValue: -1)
        public static let none = Self(rawValue: 0)
        public static let xml = Self(rawValue: 5)
        /// The connection to the daemon.
        public static let rpc = Self(rawValue: 7)
        public static let qemu = Self(rawValue: 10)
        public static let test = Self(rawValue: 12)
        public static let remote = Self(rawValue: 13)
        public static let storage = Self(rawValue: 18)
        public static let network = Self(rawValue: 19)
        public static let domain = Self(rawValue: 20)
        public static let esx = Self(rawValue: 28)
        public static let streams = Self(rawValue: 38)
    }
}
