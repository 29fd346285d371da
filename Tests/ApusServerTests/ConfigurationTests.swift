import ApusCore
import Testing

@testable import ApusServer

@Suite struct ConfigurationTests {
    @Test func `flags come before the environment, that before the file, that before defaults`() throws {
        let file = "server:\n  port: 1\n  maxBody: 2048\novercommit:\n  cpu: 2\n"
        let environment = ["APUS_SERVER_PORT": "2", "APUS_SERVER_MAX_BODY": "4096"]
        let configuration = try Configuration(flags: ["server.port": "3"], environment: environment, file: file)
        #expect(configuration.integer("server.port") == 3)
        #expect(configuration.source("server.port") == .flag)
        #expect(configuration.integer("server.maxBody") == 4096)
        #expect(configuration.source("server.maxBody") == .environment)
        #expect(configuration.number("overcommit.cpu") == 2)
        #expect(configuration.source("overcommit.cpu") == .file)
        #expect(configuration.text("server.address") == "127.0.0.1")
        #expect(configuration.source("server.address") == .standard)
    }

    @Test(arguments: [
        ("server.prot: 1", "server.prot: there is no such key"), ("nothing: 1", "nothing: there is no such key"),
        ("server:", "server: there is no such key"), ("server.port: x", "server.port: must be a whole number"),
        ("server.port: 65536", "server.port: must be a whole number"),
        ("server:\n  openMetrics: maybe", "server.openMetrics: must be true or false"),
        ("data:\n  folder: relative", "data.folder: must be an absolute path"),
        ("log.level: loud", "log.level: must be one of"),
        ("overcommit.cpu: nan", "overcommit.cpu: must be a number"), ("- a", "must be a map"),
        ("a: [", "is not YAML"),
        ("images.directories: [images]", "images.directories: must be absolute paths"),
        ("1: 2", "1: there is no such key"), ("server.origin: https://a.example/", "server.origin: must be scheme"),
        ("server.origin: a.example", "server.origin: must be"), ("server.prefix: apus", "server.prefix: must begin"),
        ("server.prefix: /apus/", "server.prefix: must begin"), ("server.prefix: /../x", "server.prefix: must begin"),
        ("server.port: [1, 2]", "server.port: must be a whole number"), ("server.address: 0.0.0.0", "is not loopback"),
        ("server.address: 127.evil.example", "is not loopback"),
        ("server.address: \"127.0.0.1.evil\"", "is not loopback"),
        ("server.address: \"::\"", "is not loopback"),
    ])
    func `a file that cannot be used is refused in words that name the key`(_ file: String, _ words: String) {
        #expect { try Configuration(file: file) } throws: { error in
            let text = "\(error)"
            if !text.contains(words) { Issue.record("\(text)") }
            return error is ConfigurationError
        }
    }

    @Test func `flags and environment are checked as the file is`() {
        #expect(throws: ConfigurationError.self) { try Configuration(flags: ["server.nothing": "1"]) }
        #expect(throws: ConfigurationError.self) { try Configuration(environment: ["APUS_SERVER_PORT": "junk"]) }
        #expect(throws: ConfigurationError.self) { try Configuration(flags: ["server.port": ""]) }
    }

    @Test(arguments: ["127.0.0.1", "127.255.0.9", "::1", "localhost"]) func `loopback needs no further word`(
        _ address: String
    ) throws {
        #expect(try Configuration(flags: ["server.address": address]).text("server.address") == address)
    }

    @Test func `another address is taken when it is asked for in so many words`() throws {
        let flags = ["server.address": "0.0.0.0", "server.insecureNetwork": "true"]
        #expect(try Configuration(flags: flags).flag("server.insecureNetwork"))
    }

    @Test func `the variables are named after the keys`() {
        #expect(
            Setting.all.map(\.variable) == [
                "APUS_DATA_FOLDER", "APUS_SERVER_ADDRESS", "APUS_SERVER_PORT", "APUS_SERVER_INSECURE_NETWORK",
                "APUS_SERVER_MAX_BODY",
                "APUS_SERVER_OPEN_METRICS", "APUS_SERVER_DOCS", "APUS_IMAGES_DIRECTORIES",
                "APUS_IMAGES_MAX_SIZE", "APUS_IMAGES_ALLOW_HTTP", "APUS_IMAGES_PORTS", "APUS_IMAGES_ALLOWED_NETWORKS",
                "APUS_IMAGES_MAX_SECONDS", "APUS_IMAGES_UPLOAD_LIFE", "APUS_IMAGES_KEYRING",
                "APUS_SERVER_ORIGIN", "APUS_SERVER_PREFIX", "APUS_PAGE_ENABLED", "APUS_PAGE_FOLDER",
                "APUS_SESSIONS_IDLE", "APUS_SESSIONS_LIFE", "APUS_SESSIONS_PER_TOKEN",
                "APUS_PLACEMENT_ALGORITHM", "APUS_PLACEMENT_SHADOW", "APUS_PLACEMENT_MIX_PACK",
                "APUS_PLACEMENT_MIX_SPREAD", "APUS_PLACEMENT_MIX_BALANCE", "APUS_PLACEMENT_MIX_DOT_PRODUCT",
                "APUS_PLACEMENT_MIX_L2RESIDUAL", "APUS_PLACEMENT_GUARD", "APUS_PLACEMENT_PROGRAM",
                "APUS_PLACEMENT_PROGRAM_SECONDS", "APUS_PLACEMENT_PROGRAM_OUTPUT", "APUS_PLACEMENT_FALLBACK",
                "APUS_OVERCOMMIT_CPU", "APUS_OVERCOMMIT_MEMORY", "APUS_OVERCOMMIT_DISK", "APUS_OVERCOMMIT_LABELS",
                "APUS_RESERVED_CPUS",
                "APUS_RESERVED_MEMORY", "APUS_RESERVED_DISK", "APUS_OPERATIONS_PER_HOST", "APUS_MIGRATION_AT_ONCE",
                "APUS_STATISTICS_INTERVAL", "APUS_STATISTICS_RETENTION_DAYS", "APUS_LOG_LEVEL",
                "APUS_TERMINALS_HOST_SHELL", "APUS_TERMINALS_SSH_USER", "APUS_TERMINALS_SSH_KEYS",
                "APUS_TERMINALS_SSH_ADD_KEY", "APUS_RECORDINGS_FOLDER", "APUS_RECORDINGS_MAXIMUM_AGE",
                "APUS_RECORDINGS_MAXIMUM_SIZE", "APUS_RECORDINGS_INPUT", "APUS_RECORDINGS_REQUIRED",
                "APUS_COURSE_ENABLED", "APUS_COURSE_LISTEN", "APUS_COURSE_OPEN_NETWORK",
                "APUS_LAB_ENABLED", "APUS_LAB_LISTEN", "APUS_LAB_OPEN_NETWORK",
            ])
        for setting in Setting.all { #expect(throws: Never.self) { try setting.check(setting.standard) } }
    }

    @Test func `providers are a list with the fields of the API`() throws {
        let file = """
            server.port: 0
            providers:
              - name: node1
                address: qemu:///system
                pool: fast
                accelerator: tcg
              - {name: node2, address: "qemu+ssh://root@node2/system", poolPath: /srv/pool, network: br0}
            """
        let providers = try Configuration(file: file).providers
        #expect(providers.map(\.name) == ["node1", "node2"] && providers.map(\.pool) == ["fast", nil])
        #expect(providers.first?.accelerator == .tcg && providers.last?.poolPath == "/srv/pool")
        #expect(try Configuration(file: "providers: []").providers.isEmpty)
    }

    @Test(arguments: [
        ("providers: x", "providers: must be a list"), ("providers: [x]", "providers[0]: "),
        ("providers: [{name: a}]", "providers[0].address: "), ("providers: [{address: qemu:///system}]", "[0].name"),
        ("providers: [{name: a, address: b}, {name: A-, address: c}]", "providers[1].name: must be 1 to 63"),
        ("providers: [{name: a, address: b, port: 1}]", "providers[0].port: "),
        ("providers: [{name: 1, address: b}]", "providers[0].name: "),
        ("providers: [{name: a, address: b, poolPath: x}]", "providers[0].poolPath: must be an absolute path"),
        ("providers: [{name: a, address: b}, {name: a, address: c}]", "providers[1].name: is that of providers[0] too"),
        ("providers: [{name: a, address: b}, {name: c, address: b}]", "[1].address: is that of providers[0] too"),
    ])
    func `an entry that cannot be used is refused by its place`(_ file: String, _ words: String) {
        #expect { try Configuration(file: file) } throws: { error in
            if !"\(error)".contains(words) { Issue.record("\(error)") }
            return error is ConfigurationError
        }
    }

    @Test func `an address that the driver refuses is told by its place`() throws {
        let file = "providers: [{name: a, address: 'qemu:///system'}, {name: b, address: 'qemu+ext://h/system'}]"
        let configuration = try Configuration(file: file)
        #expect {
            try configuration.checkAddresses { address in
                if address.contains("+ext") { throw AddressError("transport: not known") }
                return address
            }
        } throws: { "\($0)" == "providers[1].address: is not allowed: transport: not known" }
        #expect(throws: ConfigurationError.self, "two texts of one address") {
            try configuration.checkAddresses { _ in "qemu:///system" }
        }
    }

    @Test func `an empty file and a list are fine`() throws {
        #expect(try Configuration(file: "").integer("server.port") == 8080)
        let configuration = try Configuration(file: "images:\n  directories: [/a, /b]")
        #expect(configuration.list("images.directories") == ["/a", "/b"])
    }
}
