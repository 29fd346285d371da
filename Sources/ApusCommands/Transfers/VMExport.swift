import ApusClient
import ApusModel
import ArgumentParser

extension ExportVirtualMachine.Format: ExpressibleByArgument {}

struct VMExport: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Bring a stopped virtual machine's disks, or an OVA package of it, to this machine.",
        discussion: """
            The host makes copies, which are fetched and then deleted there. An OVA package is what VMware and VirtualBox
            import; it does not hold the cloud-init seed, CD-ROMs, snapshots or UEFI variables.

            Examples:
              apus vm export web-1
              apus vm export web-1 web-1.ova --format ova
              apus vm export db-1 data.raw --format raw --disk vdb
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(
        help: "The file to write; named after the machine when left away. For several disks, an existing folder.",
        completion: .file())
    var file: String?

    @Option(name: .customLong("format"), help: "What to write.")
    var fileFormat: ExportVirtualMachine.Format = .qcow2

    @Option(help: ArgumentHelp("Only this disk.", valueName: "target"))
    var disk: String?

    @Flag(help: "Replace files that are there.")
    var force = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let vm = try await session.client.show(.vms, ref, as: VirtualMachine.self)
        let id = vm.id.uuidString.lowercased()
        if let file, !file.hasSuffix("/") { try refuse(session.terminal.surroundings.path(file)) }
        try await session.finish {
            try await session.client.exportVM(id, .init(format: fileFormat, disk: disk), key: $0)
        }
        let files = try await session.client.export(of: id).files
        for found in files {
            let path = session.terminal.surroundings.path(target(found.name, vm.name, count: files.count))
            try refuse(path)
            // Another export's begin is none of this one's.
            LocalFile.remove(path + ".part")
            try await session.download(.export(vm: id, file: found.name), to: path + ".part", found.name)
            guard try LocalFile(reading: path + ".part").size == found.size else {
                throw ClientError(.unexpectedAnswer, "The file \(found.name) did not come whole.")
            }
            try LocalFile.rename(path + ".part", to: path)
            try session.printResult(
                ["vm": vm.name, "file": path], name: path,
                sentence: "vm \(vm.name) exported to \(path) (\(ByteSize.human(found.size)))")
        }
        try await session.finish { try await session.client.dropExport(of: id, key: $0) }
    }

    /// `web-1.qcow2`, or with several files `web-1-vda.qcow2`.
    private func target(_ found: String, _ name: String, count: Int) -> String {
        let suffix = found.split(separator: ".").last.map { "." + $0 } ?? ""
        let usual = count == 1 ? name + suffix : name + "-" + found
        guard let file else { return usual }
        return count == 1 && !file.hasSuffix("/") ? file : file + "/" + usual
    }

    private func refuse(_ path: String) throws {
        guard !force, LocalFile.exists(path), (try? LocalFile(reading: path)) != nil else { return }
        throw ClientError(.badFile, "The file \(path) is there already.", hint: "name another, or give --force")
    }
}

extension Session {
    /// Starts an operation and follows it to its good end.
    /// - Throws: its error.
    @discardableResult
    func finish(_ start: (String) async throws -> ApusModel.Operation) async throws -> ApusModel.Operation {
        var follower = OperationFollower(self, limit: .seconds(12 * 3600))
        let end = try await follower.follow(try await start(Client.idempotencyKey()), before: [])
        guard end.state == .succeeded else {
            throw end.error ?? Problem(.hostRefused, "The operation \(end.handle) is \(end.state.rawValue).")
        }
        return end
    }
}
