import ApusModel
import ApusServer
import ArgumentParser
import FoundationEssentials
import Glibc

/// The server: API, metrics and durable operations in one process.
@main
struct Apusd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apusd", abstract: "The Apus server.",
        discussion: """
            Settings come from flags (--set key=value), the environment (APUS_…), a YAML file (--config), and defaults, in this order.

            EXAMPLES
              apusd --data /srv/apus --port 8080
              apusd --config /etc/apus/apus.yaml
              apusd config
            """,
        version: ApusVersion.current, subcommands: [Run.self, Orchestrate.self, ConfigList.self, OpenAPI.self],
        defaultSubcommand: Run.self)

    /// Ends with 78 (EX_CONFIG, sysexits.h) when the configuration or the store cannot be used.
    static func exitForConfiguration(_ message: String) -> Never {
        StandardStream.error.write("apusd: \(message)\n")
        Glibc.exit(78)
    }
}

/// The options that set settings.
struct SettingOptions: ParsableArguments {
    @ArgumentParser.Option(
        name: .long, help: "A YAML file of settings; without it /etc/apus/apus.yaml when that exists.")
    var config: String?
    @ArgumentParser.Option(name: .customLong("set"), help: "One setting as key=value; may be repeated.")
    var settings: [String] = []
    @ArgumentParser.Option(name: .long, help: "Short for --set data.folder=…")
    var data: String?
    @ArgumentParser.Option(name: .long, help: "Short for --set server.port=…")
    var port: String?

    /// The settings, all checked.
    /// - Parameter more: what a command sets by itself; flags go before it.
    /// - Parameter last: what it sets whatever the flags say.
    func load(with more: [String: String] = [:], over last: [String: String] = [:]) throws -> Configuration {
        var flags = more
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
            guard let key = parts.first, setting.contains("=") else {
                throw ValidationError("--set wants key=value, not “\(setting)”")
            }
            flags[key] = parts.count == 2 ? parts[1] : ""
        }
        if let data { flags["data.folder"] = data }
        if let port { flags["server.port"] = port }
        flags.merge(last) { $1 }
        return try Configuration(flags: flags, environment: ProcessInfo.processInfo.environment, file: try file())
    }

    private func file() throws -> String? {
        let standard = "/etc/apus/apus.yaml"
        guard let path = config ?? (FileManager.default.fileExists(atPath: standard) ? standard : nil) else {
            return nil
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            Apusd.exitForConfiguration("the configuration file \(path) cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// `apusd config`: every key, its value and where it came from.
struct ConfigList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "List every setting with its value.")
    @OptionGroup var options: SettingOptions

    func run() throws {
        do {
            let configuration = try options.load()
            for setting in Setting.all {
                print(
                    "\(setting.key) = \(configuration.text(setting.key))  (\(configuration.source(setting.key).rawValue), \(setting.variable))"
                )
                print("    \(setting.help)")
            }
            for (place, provider) in configuration.providers.enumerated() {
                print("providers[\(place)] = \(provider.name) at \(provider.address)  (file)")
            }
        } catch let error as ConfigurationError {
            Apusd.exitForConfiguration(error.description)
        }
    }
}
