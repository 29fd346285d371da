import ApusClient
import ApusModel
import ArgumentParser

struct HostDevices: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the USB and PCI devices of a host, and who has them.",
        discussion: """
            Example:
              apus host devices node1
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let devices = try await session.client.devices(host: ref)
        try session.printTable(
            devices, ["KIND", "ADDRESS", "ID", "NAME", "DRIVER", "IOMMU", "VM"], names: devices.map(\.address),
            rows: devices.map { device in
                [
                    device.kind.rawValue, device.address, "\(device.vendor ?? "-"):\(device.product ?? "-")",
                    [device.vendorName, device.productName].compactMap(\.self).joined(separator: " "),
                    device.driver ?? "-", device.iommuGroup.map { "\($0)" } ?? "-", device.usedBy ?? "-",
                ]
            }, empty: "no devices")
    }
}
