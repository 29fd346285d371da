import ApusClient
import ApusModel
import ArgumentParser

struct VMMigrate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move a virtual machine to another host.",
        discussion: """
            A running guest runs on; one that is off (--offline says so) is handed over. Disks that both hosts see stay where
            they are, others are copied and deleted at the source when all is done. Without a host, placement chooses.

            Examples:
              apus vm migrate web-1 node2 --dry-run
              apus vm migrate web-1 node2
              apus vm migrate web-1 --bandwidth 100MiB
              apus vm migrate web-1 node2 --offline
            """, aliases: ["move"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var host: String?

    @Flag(help: "Only where the machine is off.")
    var offline = false

    @Flag(help: "Only where the machine is on.")
    var live = false

    @Flag(inversion: .prefixedNo, help: "Whether disks are copied; found out when absent.")
    var copyDisks: Bool?

    @Option(help: "The target's pool for copied disks.")
    var pool: String?

    @Option(
        help: ArgumentHelp("At most this much per second, such as 100MiB.", valueName: "size"),
        transform: ByteSize.parse)
    var bandwidth: Int64?

    @Flag(help: "Slow a guest down that writes faster than it can be sent.")
    var autoConverge = false

    @Flag(help: "Only say what would be done, and what stands against it.")
    var dryRun = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if let bandwidth, bandwidth < 1 << 20 { throw ValidationError("--bandwidth is 1MiB at least.") }
        if offline, live { throw ValidationError("Give either --offline or --live.") }
    }

    func run(_ session: Session) async throws {
        if dryRun { return try await review(session) }
        try await session.carryOut([ref], wait) {
            try await session.client.migrateVM($0, request, key: Client.idempotencyKey())
        }
    }

    private var request: MigrateVirtualMachine {
        var request = MigrateVirtualMachine(host: host)
        request.live = offline ? false : live ? true : nil
        (request.copyDisks, request.pool, request.bandwidth) = (copyDisks, pool, bandwidth)
        if autoConverge { request.autoConverge = true }
        return request
    }

    private func review(_ session: Session) async throws {
        let plan = try await session.client.migrationPlan(ref, request)
        switch format {
        case .json, .yaml: try session.printStructured(plan)
        case .name: if let to = plan.to { try session.terminal.print(VisibleText.of(to)) }
        default: try session.terminal.print(Self.text(plan))
        }
        if !plan.reasons.isEmpty { throw ExitCode.failure }
    }

    static func text(_ plan: MigrationPlan) -> String {
        let head = "vm \(plan.name): \(plan.from) to \(plan.to ?? "no host"), \(plan.live ? "live" : "offline")"
        let disks = plan.disks.map { disk in
            "  disk    \(disk.target) \(disk.transfer.rawValue)"
                + (disk.destination.map { ": \($0), \(disk.bytes >> 20) MiB" } ?? "")
        }
        let lines =
            disks + plan.reasons.map { "  against \($0)" } + plan.refusals.map { "  host    \($0.host): \($0.reason)" }
        return ([head] + lines).map(VisibleText.of).joined(separator: "\n")
    }
}
