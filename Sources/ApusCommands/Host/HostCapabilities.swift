import ApusClient
import ApusModel
import ArgumentParser

struct HostCapabilities: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "capabilities",
        abstract: "What a host can give a machine: architectures, firmware, CPUs, devices.",
        discussion: """
            Examples:
              apus host capabilities node1
              apus host capabilities node1 -o json
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let capabilities = try await session.client.capabilities(host: ref)
        switch format {
        case .json, .yaml: try session.printStructured(capabilities)
        case .name:
            for offer in capabilities.architectures { try session.terminal.print(VisibleText.of(offer.name)) }
        default:
            for offer in capabilities.architectures { try session.terminal.print(Self.text(offer)) }
        }
    }

    static func text(_ offer: MachineCapabilities.Architecture) -> String {
        let rows: [(String, String)] = [
            ("accelerators", offer.accelerators.map(\.rawValue).joined(separator: ", ")),
            ("machine types", offer.machines.joined(separator: ", ")), ("most CPUs", "\(offer.maximumCPUs)"),
            ("firmware", (offer.firmware + (offer.secureBoot ? ["secure boot"] : [])).joined(separator: ", ")),
            ("TPM", offer.tpm ? "2.0" : "none"), ("CPU modes", offer.cpuModes.joined(separator: ", ")),
            ("CPU models", offer.cpuModels.joined(separator: ", ")),
            ("disk buses", offer.diskBuses.joined(separator: ", ")), ("video", offer.video.joined(separator: ", ")),
            ("graphics", offer.graphics.joined(separator: ", ")),
        ]
        let lines = rows.map { "  " + DisplayWidth.pad($0.0, to: 15) + $0.1 }
        return ([offer.name] + lines).map(VisibleText.of).joined(separator: "\n")
    }
}
