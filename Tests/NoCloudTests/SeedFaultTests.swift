import NoCloud
import Testing

@Suite struct SeedFaultTests {
    typealias Change = @Sendable (inout Seed) -> Void

    private static func user(_ change: (inout Seed.User) -> Void) -> [Seed.User] {
        var user = Seed.User(name: "ann")
        change(&user)
        return [user]
    }

    private static let faults: [(String, SeedFault.Rule, Change)] = [
        ("instanceID", .grammar, { $0.instanceID = "../../etc" }),
        ("instanceID", .grammar, { $0.instanceID = "" }),
        ("hostname", .grammar, { $0.hostname = "a\nruncmd: [reboot]" }),
        ("hostname", .grammar, { $0.hostname = "-a" }),
        ("hostname", .grammar, { $0.hostname = "a-" }),
        ("hostname", .grammar, { $0.hostname = "a..b" }),
        ("hostname", .grammar, { $0.hostname = "a_b" }),
        ("hostname", .grammar, { $0.hostname = "bücher" }),
        ("hostname", .grammar, { $0.hostname = String(repeating: "a", count: 64) }),
        ("hostname", .grammar, { $0.hostname = "" }),
        ("users", .duplicate, { $0.users = user { _ in } + user { _ in } }),
        ("users", .tooLarge, { $0.users = (0...32).map { Seed.User(name: "u\($0)") } }),
        ("users[0].name", .grammar, { $0.users = user { $0.name = "Ann" } }),
        ("users[0].name", .grammar, { $0.users = user { $0.name = "a\nb" } }),
        ("users[0].name", .grammar, { $0.users = user { $0.name = "1a" } }),
        ("users[0].name", .grammar, { $0.users = user { $0.name = "-rf" } }),
        ("users[0].name", .grammar, { $0.users = user { $0.name = String(repeating: "a", count: 33) } }),
        ("users[0].fullName", .character, { $0.users = user { $0.fullName = "a:0:0:root" } }),
        ("users[0].fullName", .character, { $0.users = user { $0.fullName = "a\u{2028}b" } }),
        ("users[0].groups[0]", .grammar, { $0.users = user { $0.groups = ["a,b"] } }),
        ("users[0].shell", .grammar, { $0.users = user { $0.shell = "bash" } }),
        ("users[0].shell", .grammar, { $0.users = user { $0.shell = "/bin/sh;reboot" } }),
        ("users[0].passwordHash", .passwordHash, { $0.users = user { $0.passwordHash = "secret" } }),
        ("users[0].passwordHash", .passwordHash, { $0.users = user { $0.passwordHash = "$1$md5$weak" } }),
        ("users[0].passwordHash", .passwordHash, { $0.users = user { $0.passwordHash = "$6$salt$" } }),
        ("users[0].passwordHash", .passwordHash, { $0.users = user { $0.passwordHash = "$6$s:t$hash" } }),
        ("users[0].sshKeys", .tooLarge, { $0.users = user { $0.sshKeys = Array(repeating: Keys.rsa, count: 65) } }),
        ("users[0].sshKeys[1]", .keyType, { $0.users = user { $0.sshKeys = [Keys.rsa, "ssh-dss AAAA"] } }),
        ("packages[0]", .grammar, { $0.packages = ["-oDPkg::Pre-Invoke::=reboot"] }),
        ("packages[0]", .grammar, { $0.packages = ["openssh-server-"] }),
        ("packages[0]", .grammar, { $0.packages = ["a b"] }),
        ("packages[1]", .grammar, { $0.packages = ["a", "/tmp/x.deb"] }),
        ("packages", .tooLarge, { $0.packages = Array(repeating: "a", count: 257) }),
        ("rawUserData", .conflict, { seed in (seed.rawUserData, seed.packages) = ("#!/bin/sh", ["a"]) }),
        ("rawUserData", .format, { $0.rawUserData = "" }),
        ("rawUserData", .format, { $0.rawUserData = " #cloud-config\n" }),
        ("rawUserData", .format, { $0.rawUserData = "#cloud-config-archive\n" }),
        ("rawUserData", .format, { $0.rawUserData = "#part-handler\n" }),
        ("rawUserData", .format, { $0.rawUserData = "packages: [a]" }),
        ("rawUserData", .remote, { $0.rawUserData = "#include\nhttp://evil/" }),
        ("rawUserData", .remote, { $0.rawUserData = "#include-once http://evil/" }),
        (
            "rawUserData", .remote,
            { $0.rawUserData = "MIME-Version: 1.0\r\n\r\n--x\r\nContent-Type: text/x-include-url" }
        ),
        ("rawUserData", .remote, { $0.rawUserData = "Content-Type: multipart/mixed\r\n\r\n#include\r\nhttp://evil/" }),
        ("rawUserData", .character, { $0.rawUserData = "#!/bin/sh\n\0" }),
        ("rawUserData", .tooLarge, { $0.rawUserData = "#!" + String(repeating: "a", count: (1 << 20) - 2) }),
        ("rawVendorData", .format, { $0.rawVendorData = "x" }),
        ("rawNetworkConfig", .format, { $0.rawNetworkConfig = " \n" }),
        ("rawNetworkConfig", .character, { $0.rawNetworkConfig = "a\0" }),
        ("rawNetworkConfig", .tooLarge, { $0.rawNetworkConfig = String(repeating: "a", count: 65_537) }),
    ]

    @Test(arguments: faults)
    func `what could harm a guest is refused by field and rule`(field: String, rule: SeedFault.Rule, change: Change) {
        var seed = Seed(instanceID: "i-1", hostname: "a")
        change(&seed)
        #expect(seed.faults().map { [$0.field, $0.rule.rawValue] } == [[field, rule.rawValue]])
        #expect(throws: SeedError.self) { try seed.files() }
    }

    @Test(arguments: [
        "#cloud-config", "#cloud-config\nx: 1", "#cloud-config \r\nx: 1", "#!/bin/sh\r\n",
        "#!/bin/sh\n#include is a word", "## template: jinja\n#cloud-config\n{% if x %}a: 1{% endif %}",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/cloud-config\n\n#cloud-config\n--x--",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n",
    ])
    func `user data of the kinds we take are taken`(text: String) {
        var seed = Seed(instanceID: "i-1", hostname: "a")
        seed.rawUserData = text
        #expect(seed.faults().isEmpty)
    }

    @Test(arguments: ["a", "A1", "1", "web-1", "a.b-c.d", "3com.example", String(repeating: "a", count: 63)])
    func `host names of RFC 1123 are taken`(name: String) {
        #expect(Seed(instanceID: "i-1", hostname: name).faults().isEmpty)
    }

    @Test(arguments: ["$y$j9T$salt/.$hash", "$6$rounds=5000$salt$hash", "$2b$12$abcdefghijklmnop", "$5$s$h"])
    func `hashes of strong methods are taken`(hash: String) {
        var seed = Seed(instanceID: "i-1", hostname: "a")
        seed.users = Self.user { $0.passwordHash = hash }
        #expect(seed.faults().isEmpty)
    }

    @Test func `all faults are told at once`() {
        var seed = Seed(instanceID: "", hostname: "")
        seed.packages = ["-"]
        #expect(seed.faults().map(\.field) == ["instanceID", "hostname", "packages[0]"])
    }

    @Test func `a fault never repeats the value`() {
        var seed = Seed(instanceID: "CANARY!", hostname: "CANARY!")
        seed.users = Self.user { user in
            user.passwordHash = "CANARY"
            user.sshKeys = ["CANARY x", "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY"]
        }
        seed.packages = ["-CANARY"]
        seed.rawUserData = "CANARY"
        #expect(seed.faults().count == 8 && !"\(SeedError(faults: seed.faults()))".contains("CANARY"))
    }
}
