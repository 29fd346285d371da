import ApusClient
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct SettingsTests {
    private let config = ConfigFile(
        current: "lab",
        contexts: [
            "lab": .init(url: "https://lab", tokenFile: "/lab.token"),
            "open": .init(url: "http://10.0.0.1", tokenFile: "~/open.token", insecureHTTP: true),
        ])

    private func target(_ flags: [String], _ variables: [String: String] = [:]) throws -> Target {
        let stage = Stage(variables)
        return try Target.resolve(ConnectionOptions.parse(flags), config, stage.surroundings)
    }

    @Test func `flags beat the environment, which beats the file`() throws {
        let variables = ["APUS_URL": "https://env", "APUS_TOKEN_FILE": "/env.token"]
        #expect(try target([]).url == .init(value: "https://lab", origin: "context lab"))
        #expect(try target([], variables).url == .init(value: "https://env", origin: "APUS_URL"))
        let flags = try target(["--url", "https://flag", "--token-file", "/flag.token"], variables)
        #expect([flags.url.value, flags.tokenFile.value] == ["https://flag", "/flag.token"])
        #expect(try target(["--context", "lab"], variables).url.value == "https://lab")
    }

    @Test func `a context's token never goes to another server`() throws {
        let other = try target(["--url", "https://elsewhere"])
        #expect(other.tokenFile.origin == "default")
        #expect(try !target(["--context", "open", "--url", "http://10.0.0.2"]).allowsInsecureHTTP)
        let own = try target(["--context", "open"])
        #expect(own.allowsInsecureHTTP)
        #expect(own.tokenFile.value.hasSuffix("/open.token") && own.tokenFile.value.hasPrefix("/"))
    }

    @Test func `without any settings the local server is meant`() throws {
        let stage = Stage(["XDG_CONFIG_HOME": ""])
        let target = try Target.resolve(ConnectionOptions.parse([]), ConfigFile(), stage.surroundings)
        #expect(target.url.value == "http://127.0.0.1:8080")
        #expect(target.tokenFile.value == stage.folder + "/.config/apus/token")
    }

    @Test func `contexts are kept in a file of the owner's`() async throws {
        let stage = Stage()
        #expect(await stage.run("config", "set-context", "lab", "--url", "https://lab/", "--token-file", "/t") == 0)
        #expect(await stage.run("config", "set-context", "two", "--url", "https://two", "--insecure-http") == 0)
        #expect(await stage.run("config", "use-context", "two") == 0)
        let config = try ConfigFile.read(stage.surroundings)
        #expect(config.current == "two")
        #expect(config.contexts["lab"] == .init(url: "https://lab", tokenFile: "/t", insecureHTTP: nil))
        #expect(PrivateFile.isShared(ConfigFile.path(stage.surroundings)) == false)
        #expect(await stage.run("config", "delete-context", "two") == 0)
        #expect(try ConfigFile.read(stage.surroundings).current == nil)
    }

    @Test func `an unknown context and a broken file are failures, not usage`() async throws {
        let stage = Stage()
        #expect(await stage.run("config", "use-context", "nowhere") == 1)
        _ = try stage.file("apus/config.yaml", "contexts: [")
        #expect(await stage.run("config", "view") == 1)
        #expect(stage.error.contains("config.yaml"))
    }
}
