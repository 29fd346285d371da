import ApusModel
import FoundationEssentials
import Yams

/// The server's settings: flags before environment before file before defaults, each key checked.
public struct Configuration: Sendable {
    /// Where a value came from, for `apusd config`.
    public enum Source: String, Sendable { case flag, environment, file, standard = "default" }

    private let values: [String: (text: String, source: Source)]
    /// The list `providers` of the file.
    public let providers: [CreateProvider]

    /// - Throws: ``ConfigurationError`` that names the key; the server ends with 78.
    public init(flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil) throws {
        let (fromFile, providers) = try file.map(Self.read) ?? ([:], [])
        self.providers = providers
        for key in Set(flags.keys).union(fromFile.keys) where !Setting.all.contains(where: { $0.key == key }) {
            throw ConfigurationError("\(key): there is no such key; `apusd config` lists them all")
        }
        var values: [String: (String, Source)] = [:]
        for setting in Setting.all {
            let found =
                flags[setting.key].map { ($0, Source.flag) }
                ?? environment[setting.variable].map { ($0, .environment) } ?? fromFile[setting.key].map { ($0, .file) }
                ?? (setting.standard, .standard)
            try setting.check(found.0)
            values[setting.key] = found
        }
        self.values = values
        try checkListener()
    }

    public func text(_ key: String) -> String { values[key]?.text ?? "" }
    public func integer(_ key: String) -> Int { Int(text(key)) ?? 0 }
    public func number(_ key: String) -> Double { Double(text(key)) ?? 0 }
    public func flag(_ key: String) -> Bool { text(key) == "true" }
    public func list(_ key: String) -> [String] {
        text(key).split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }
    public func source(_ key: String) -> Source { values[key]?.source ?? .standard }

    /// The default is safe; anything else must be said in so many words.
    private func checkListener() throws {
        let address = text("server.address")
        guard Self.isLoopback(address) || flag("server.insecureNetwork") else {
            throw ConfigurationError(
                "server.address: \(address) is not loopback and the server speaks no TLS; put a reverse proxy in front, or "
                    + "set server.insecureNetwork")
        }
    }

    /// 127.0.0.0/8 in full, since `127.example.org` is a name that anybody may point anywhere.
    static func isLoopback(_ address: String) -> Bool {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        return address == "::1" || address == "localhost" || (isIPv4 && parts.first == "127")
    }

    private static func read(_ yaml: String) throws -> ([String: String], [CreateProvider]) {
        do {
            guard let tree = try Yams.load(yaml: yaml) else { return ([:], []) }
            guard var map = tree as? [String: Any] else {
                throw ConfigurationError("the file must be a map of keys")
            }
            let providers = try map.removeValue(forKey: "providers").map(ConfiguredProviders.read) ?? []
            return (try flatten(map, prefix: ""), providers)
        } catch let error as YamlError {
            throw ConfigurationError("the file is not YAML: \(error)")
        }
    }

    private static func flatten(_ map: [String: Any], prefix: String) throws -> [String: String] {
        var flat: [String: String] = [:]
        for (key, value) in map {
            let path = prefix + key
            switch value {
            case let inner as [String: Any]: try flat.merge(flatten(inner, prefix: path + ".")) { _, new in new }
            case let list as [Any]: flat[path] = list.map { "\($0)" }.joined(separator: ",")
            default: flat[path] = "\(value)"
            }
        }
        return flat
    }
}

/// A setting that cannot be used.
public struct ConfigurationError: Error, CustomStringConvertible, Sendable {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension Setting {
    func check(_ text: String) throws {
        if let rule = rule(against: text) { throw ConfigurationError("\(key): \(rule), not “\(text.prefix(64))”") }
    }

    private func rule(against text: String) -> String? {
        switch form {
        case .text: text.isEmpty ? "must not be empty" : nil
        case .path: text.isEmpty || text.hasPrefix("/") ? nil : "must be an absolute path"
        case .paths:
            text.split(separator: ",").allSatisfy { $0.trimmed.hasPrefix("/") } ? nil : "must be absolute paths"
        case .list: nil
        case .integer(let range):
            Int(text).map(range.contains) == true
                ? nil : "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            Double(text).map(range.contains) == true
                ? nil : "must be a number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: ["true", "false"].contains(text) ? nil : "must be true or false"
        case .origin:
            text.isEmpty || text.wholeMatch(of: /https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?/) != nil
                ? nil : "must be scheme, name and port alone, in lower case, such as https://apus.example.org"
        case .prefix:
            text.isEmpty || text.wholeMatch(of: /(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/) != nil
                ? nil : "must begin with a slash and not end with one, such as /apus"
        case .choice(let words): words.contains(text) ? nil : "must be one of \(words.joined(separator: ", "))"
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
