/// Where a hypervisor is, in libvirt's URI form: `driver[+transport]://[user@][host][:port]/path[?socket=/path]`.
///
/// A libvirt URI can run programs (`+ext`, `?command=`), so a foreign text never reaches libvirt: it is parsed into
/// these parts from closed lists, and ``uri`` is built from the parts. Source: <https://libvirt.org/uri.html>.
public struct LibvirtAddress: Hashable, Sendable {
    public let driver: Driver
    /// nil is the driver's own way: in process, a local socket, or TLS where a host is named.
    public let transport: Transport?
    public let user: String?
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public let host: String?
    public let port: UInt16?
    /// With its leading `/`.
    public let path: String
    /// The daemon's UNIX socket on its host.
    public let socket: String?

    /// The hypervisors that libvirt has drivers for. Which of them a host has, its libvirt says when it is asked.
    /// Source: <https://libvirt.org/drivers.html>.
    public enum Driver: String, Hashable, Sendable, CaseIterable {
        case qemu, lxc, xen, test, esx, vpx, gsx, vbox, openvz, vmwareplayer, vmwarews, vmwarefusion
        case hyperv, bhyve, ch, vz

        /// Whether libvirt's client speaks to the host itself, without a libvirt daemon there.
        var isClientSide: Bool {
            switch self {
            case .esx, .vpx, .gsx, .hyperv: true
            default: false
            }
        }
    }

    /// How the daemon is reached. `ext` runs a program of the address's choice, and `libssh`, `libssh2` ask on a
    /// terminal; they are left out.
    public enum Transport: String, Hashable, Sendable, CaseIterable {
        case unix, ssh, tls, tcp
    }

    /// The address as a libvirt URI, built from the parts.
    public var uri: String { uri(query: socket.map { ["socket=\($0)"] } ?? []) }

    /// What libvirt is given: as ``uri``, and `ssh` may not ask on a terminal.
    var connectionURI: String {
        uri(query: (socket.map { ["socket=\($0)"] } ?? []) + (transport == .ssh ? ["no_tty=1"] : []))
    }

    private func uri(query: [String]) -> String {
        var text = driver.rawValue
        if let transport { text += "+\(transport.rawValue)" }
        text += "://"
        if let user { text += "\(user)@" }
        if let host { text += host.contains(":") ? "[\(host)]" : host }
        if let port { text += ":\(port)" }
        text += path
        if !query.isEmpty { text += "?" + query.joined(separator: "&") }
        return text
    }
}

extension LibvirtAddress: CustomStringConvertible, LosslessStringConvertible {
    /// The address, or nil; ``init(parsing:)`` says why.
    public init?(_ description: String) {
        guard let address = try? LibvirtAddress(parsing: description) else { return nil }
        self = address
    }

    public var description: String { uri }
}

extension LibvirtAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(ParseError) {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(uri)
    }
}
