import ApusModel
import ArgumentParser

/// What the guest learns at its first start.
struct GuestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A public key, or a file of them; may be repeated.", valueName: "file|key"),
        completion: .file())
    var sshKey: [String] = []

    @Option(help: ArgumentHelp("The account the keys open.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp(
            "A file with the account's password as mkpasswd hashes it; - reads standard input.", valueName: "file"),
        completion: .file())
    var passwordHashFile: String?

    @Option(help: ArgumentHelp("The guest's host name; else the machine's name.", valueName: "name"))
    var hostname: String?

    @Option(help: ArgumentHelp("A package to install; may be repeated.", valueName: "name"))
    var package: [String] = []

    @Option(
        help: ArgumentHelp("A shell command for the end of the first start; may be repeated.", valueName: "command"))
    var run: [String] = []

    @Option(help: ArgumentHelp("A file for the guest; may be repeated.", valueName: "file:path"), completion: .file())
    var copy: [String] = []

    @Option(help: ArgumentHelp("The guest's locale, such as en_US.UTF-8.", valueName: "name"))
    var locale: String?

    @Option(help: ArgumentHelp("The guest's time zone, such as Europe/Berlin.", valueName: "name"))
    var timezone: String?

    @Option(
        help: ArgumentHelp("Raw cloud-init user data instead; - reads standard input.", valueName: "file"),
        completion: .file())
    var userData: String?

    @Option(help: ArgumentHelp("Raw cloud-init network configuration.", valueName: "file"), completion: .file())
    var networkConfig: String?

    @Option(help: ArgumentHelp("Raw cloud-init vendor data.", valueName: "file"), completion: .file())
    var vendorData: String?

    func validate() throws {
        if userData != nil, hasFields {
            throw ValidationError("--user-data stands alone: put keys, user, host name and packages into it.")
        }
    }

    func apply(to body: inout CreateVirtualMachine, _ surroundings: Surroundings) async throws {
        if let userData {
            body.userData = try await InputFile.text(userData, limit: 1 << 20, surroundings)
        } else if hasFields {
            body.cloudInit = try await fields(surroundings)
        }
        if let networkConfig {
            body.networkConfig = try await InputFile.text(networkConfig, limit: 1 << 16, surroundings)
        }
        if let vendorData { body.vendorData = try await InputFile.text(vendorData, limit: 1 << 20, surroundings) }
    }

    private func fields(_ surroundings: Surroundings) async throws -> CloudInit {
        let keys = try sshKey.flatMap { try SSHKeys.read($0, surroundings) }
        var fields = CloudInit(
            hostname: hostname, user: user, sshKeys: keys.isEmpty ? nil : keys,
            packages: package.isEmpty ? nil : package)
        if let passwordHashFile {
            let text = try await InputFile.text(passwordHashFile, limit: 4096, surroundings)
            fields.passwordHash = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        }
        fields.runCommands = run.isEmpty ? nil : run
        fields.files = copy.isEmpty ? nil : try copy.map { try Self.file($0, surroundings) }
        (fields.locale, fields.timezone) = (locale, timezone)
        return fields
    }

    private static func file(_ argument: String, _ surroundings: Surroundings) throws -> CloudInit.File {
        guard let colon = argument.lastIndex(of: ":"), argument[colon...].hasPrefix(":/") else {
            throw ValidationError("'\(argument)': write a file here and its absolute path there, like motd:/etc/motd.")
        }
        let text = try InputFile.text(atPath: surroundings.path(String(argument[..<colon])), limit: 256 << 10)
        return CloudInit.File(path: String(argument[argument.index(after: colon)...]), content: text)
    }

    private var hasFields: Bool {
        !sshKey.isEmpty || user != nil || hostname != nil || !package.isEmpty || passwordHashFile != nil || !run.isEmpty
            || !copy.isEmpty || locale != nil || timezone != nil
    }
}
