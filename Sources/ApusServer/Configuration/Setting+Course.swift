extension Setting {
    static let course: [Setting] = [
        Setting("course.enabled", .flag, "false", "Serve the course API (docs/CourseAPI.md) on a port of its own."),
        Setting(
            "course.listen", .text, "127.0.0.1:5000",
            "Address and port of the course API. On another address than loopback it wants a token."),
        Setting(
            "course.openNetwork", .flag, "false",
            "Serve the course API without a token to everybody who reaches its port, knowingly."),
    ]
}

/// An address and a port to listen on.
public struct Listener: Hashable, Sendable {
    public var address: String
    public var port: Int

    /// `127.0.0.1:5000`, `[::1]:5000`; nil for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let address = Self.host(of: text)
        guard !address.isEmpty, !address.contains(where: { "[]/ ".contains($0) }) else { return nil }
        (self.address, self.port) = (address, Int(port))
    }

    /// As it stands in a URL, on the port that it got.
    public func authority(on port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    /// The address of an authority, without port and brackets.
    static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}

extension Configuration {
    /// nil where the course API is off.
    /// - Throws: ``ConfigurationError`` for what is no address and port.
    public var courseSettings: CourseServer.Settings? {
        get throws {
            guard flag("course.enabled") else { return nil }
            return CourseServer.Settings(listener: try listener("course.listen"), isOpen: flag("course.openNetwork"))
        }
    }
}
