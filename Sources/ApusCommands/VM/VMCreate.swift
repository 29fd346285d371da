import ApusClient
import ApusModel
import ArgumentParser

struct VMCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a virtual machine and start it.",
        discussion: """
            The machine is made from an image, an ISO, a volume, a template or empty disks, on the host that fits best
            unless --host names one. With --count the name holds {n}, and that many are made.

            Examples:
              apus vm create web-1 --image debian --instance-type small --ssh-key key.pub
              apus vm create 'web-{n}' --count 3 --image debian --instance-type small --ssh-key key.pub
              apus vm create db-1 --image debian --cpus 2 --memory 4G --disk 20G --disk size=100G,pool=fast --no-start
              apus vm create lab-1 --iso debian-installer --cpus 2 --memory 2G --disk 20G
              apus vm create win-1 --os windows --iso win11 --drivers-iso virtio-win --cpus 4 --memory 8G --disk 64G
              apus vm create gw-1 --image debian --instance-type small --nic default --nic bridge=br0,model=e1000e
              apus vm create old-1 --volume apus/disk.qcow2 --instance-type small --host node1
              apus vm create pupil-1 --template course --instance-type small
              apus vm create sec-1 --image debian --instance-type small --firmware uefi --secure-boot --tpm
              apus vm create ci-1 --image debian --instance-type small --user-data ci.yaml --dry-run
            """, aliases: ["launch"])

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens; with --count one {n} or {n:03}.")
    var name: String

    @Option(help: ArgumentHelp("Make so many.", valueName: "count"))
    var count: Int?

    @Flag(help: "Only say what would be made, and where.")
    var dryRun = false

    @OptionGroup(title: "Machine") var machine: MachineOptions
    @OptionGroup(title: "Placement") var placement: PlacementOptions
    @OptionGroup(title: "Hardware") var hardware: HardwareOptions
    @OptionGroup(title: "First start (cloud-init)") var guest: GuestOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard let count else {
            guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
            return
        }
        guard (1...100).contains(count) else { throw ValidationError("--count must be 1 to 100.") }
        guard NamePattern(name)?.names(count) != nil else {
            throw ValidationError("The name '\(name)' \(NamePattern.rule), as in 'web-{n}'.")
        }
    }

    func run(_ session: Session) async throws {
        let body = try await request(session.terminal.surroundings)
        if dryRun { return try await printPreview(body, session) }
        let key = Client.idempotencyKey()
        guard count != nil else {
            return try await session.carryOut([name], wait) { _ in try await session.client.create(body, key: key) }
        }
        let batch = try await session.client.createSeveral(body, key: key)
        for refused in batch.refused {
            try session.terminal.note(VisibleText.of("vm \(refused.name) was not made: \(refused.problem.detail)"))
        }
        var accepted = batch.operations.makeIterator()
        try await session.carryOut(batch.operations.map(\.target.name), wait) { _ in
            guard let operation = accepted.next() else { throw ExitCode.failure }
            return operation
        }
        if !batch.refused.isEmpty { throw ExitCode.failure }
    }

    /// The body, with files read in.
    func request(_ surroundings: Surroundings) async throws -> CreateVirtualMachine {
        var body = CreateVirtualMachine(name: name)
        body.count = count
        machine.apply(to: &body)
        placement.apply(to: &body)
        try hardware.apply(to: &body)
        try await guest.apply(to: &body, surroundings)
        return body
    }

    private func printPreview(_ body: CreateVirtualMachine, _ session: Session) async throws {
        var body = body
        if let name = NamePattern(name)?.name(1), count != nil { (body.name, body.count) = (name, nil) }
        let preview = try await session.client.creationPreview(body)
        switch format {
        case .json, .yaml: try session.printStructured(preview)
        default: try session.terminal.print(Self.text(preview))
        }
    }

    static func text(_ preview: CreationPreview) -> String {
        var lines = [
            "vm \(preview.name) on host \(preview.host), \(preview.cpus) CPUs, \(ByteSize.human(preview.memory))"
        ]
        for disk in preview.disks {
            let size = disk.size.map { ", " + ByteSize.human($0) } ?? ""
            let from = disk.from.map { " from \($0)" } ?? ""
            lines.append("  \(disk.made ? "makes" : "uses ") \(disk.device) \(disk.source) (\(disk.bus)\(size))\(from)")
        }
        for nic in preview.nics {
            lines.append("  joins \(nic.type) \(nic.source ?? "") (\(nic.model ?? ""), \(nic.mac))")
        }
        for refusal in preview.refusals { lines.append("  not on \(refusal.host): \(refusal.reason)") }
        return lines.map(VisibleText.of).joined(separator: "\n")
    }
}
