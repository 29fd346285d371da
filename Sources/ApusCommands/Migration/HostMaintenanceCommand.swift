import ApusClient
import ApusModel
import ArgumentParser

struct HostMaintenanceCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance", abstract: "Let a host take no new machines, and move those that it has.",
        discussion: """
            --evacuate moves its machines to where placement chooses, live where they run, and says which stay and why.

            Examples:
              apus host maintenance node1 --evacuate
              apus host maintenance node1 --off
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @Flag(help: "Move its machines to other hosts.")
    var evacuate = false

    @Flag(help: "End the maintenance.")
    var off = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if evacuate, off { throw ValidationError("Give either --evacuate or --off.") }
    }

    func run(_ session: Session) async throws {
        guard evacuate else { return try session.show(try await session.client.setMaintenance(ref, on: !off)) }
        try await session.carryOut([ref], wait) {
            try await session.client.evacuate($0, key: Client.idempotencyKey())
        }
    }
}

/// `apus host disable NODE` and `enable`.
protocol HostSwitch {
    static var name: String { get }
    static var abstract: String { get }
    static var enabled: Bool { get }
}

enum Disable: HostSwitch {
    static let name = "disable"
    static let abstract = "Let a host take no new machines; those that it has stay."
    static let enabled = false
}

enum Enable: HostSwitch {
    static let name = "enable"
    static let abstract = "Let a host take new machines again."
    static let enabled = true
}

struct HostSwitchCommand<Switch: HostSwitch>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Switch.name, abstract: Switch.abstract,
            discussion: """
                Example:
                  apus host \(Switch.name) node1
                """)
    }

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try session.show(try await session.client.setHost(ref, enabled: Switch.enabled))
    }
}

extension Session {
    fileprivate func show(_ host: Host) throws {
        switch format {
        case .json, .yaml: try printStructured(host)
        case .name: try terminal.print(VisibleText.of(host.name))
        default:
            let words = host.mode.map { "takes no new machines (\($0.rawValue))" } ?? "takes new machines"
            try terminal.print(VisibleText.of("host \(host.name) \(words)"))
        }
    }
}
