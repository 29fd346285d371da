import FoundationEssentials
import Yams

/// `~/.config/apus/config.yaml`: servers under names, and which of them is meant when none is named.
///
/// ```yaml
/// current: lab
/// contexts:
///   lab:
///     url: https://apus.lab.example.org
///     tokenFile: /home/ada/.config/apus/lab.token
/// ```
struct ConfigFile: Codable, Hashable, Sendable {
    /// One server.
    struct Context: Codable, Hashable, Sendable {
        var url: String
        var tokenFile: String?
        /// Sends the token even over unencrypted HTTP to another machine.
        var insecureHTTP: Bool?
    }

    var current: String?
    var contexts: [String: Context]

    init(current: String? = nil, contexts: [String: Context] = [:]) {
        self.current = current
        self.contexts = contexts
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        current = try container.decodeIfPresent(String.self, forKey: .current)
        contexts = try container.decodeIfPresent([String: Context].self, forKey: .contexts) ?? [:]
    }

    /// `$XDG_CONFIG_HOME/apus`, else `~/.config/apus` (XDG Base Directory Specification).
    static func folder(_ surroundings: Surroundings) -> String {
        let base = surroundings.variable("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? surroundings.home + "/.config") + "/apus"
    }

    static func path(_ surroundings: Surroundings) -> String { folder(surroundings) + "/config.yaml" }

    static func standardTokenFile(_ surroundings: Surroundings) -> String { folder(surroundings) + "/token" }

    /// Reads the file; a missing one is empty.
    /// - Throws: ``SettingsFault`` that names the file.
    static func read(_ surroundings: Surroundings) throws -> ConfigFile {
        let path = path(surroundings)
        guard FileManager.default.fileExists(atPath: path) else { return ConfigFile() }
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else {
            throw SettingsFault("The settings file \(path) cannot be read.")
        }
        return try parse(String(decoding: data, as: UTF8.self), path)
    }

    static func parse(_ text: String, _ path: String) throws -> ConfigFile {
        guard !text.allSatisfy(\.isWhitespace) else { return ConfigFile() }
        do {
            return try YAMLDecoder().decode(ConfigFile.self, from: text)
        } catch {
            throw SettingsFault(
                "The settings file \(path) is not understood: \(error).", hint: "mend it, or move it away")
        }
    }

    /// Writes the file for its owner only.
    func write(_ surroundings: Surroundings) throws {
        try PrivateFile.write(Structured.yaml(self) + "\n", to: Self.path(surroundings))
    }
}
