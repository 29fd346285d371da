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

    @Option(help: ArgumentHelp("The guest's host name; else the machine's name.", valueName: "name"))
    var hostname: String?

    @Option(help: ArgumentHelp("A package to install; may be repeated.", valueName: "name"))
    var package: [String] = []

    @Option(
        help: ArgumentHelp("Raw cloud-init user data instead; - reads standard input.", valueName: "file"),
        completion: .file())
    var userData: String?

    func validate() throws {
        if userData != nil, hasFields {
            throw ValidationError("--user-data stands alone: put keys, user, host name and packages into it.")
        }
    }

    func apply(to body: inout CreateVirtualMachine, _ surroundings: Surroundings) async throws {
        if let userData {
            body.userData = try await InputFile.text(userData, limit: 1 << 20, surroundings)
        } else if hasFields {
            let keys = try sshKey.flatMap { try SSHKeys.read($0, surroundings) }
            body.cloudInit = CloudInit(
                hostname: hostname, user: user, sshKeys: keys.isEmpty ? nil : keys,
                packages: package.isEmpty ? nil : package)
        }
    }

    private var hasFields: Bool { !sshKey.isEmpty || user != nil || hostname != nil || !package.isEmpty }
}
