import ApusClient
import ApusModel
import ArgumentParser

struct VMDeviceAttach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Give a virtual machine a USB or PCI device of its host.",
        discussion: """
            The addresses are those of: apus host devices HOST

            Examples:
              apus vm device attach web-1 --usb 046d:c52b
              apus vm device attach web-1 --usb 001:004
              apus vm device attach web-1 --pci 0000:03:00.0
            """, aliases: ["add"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("vendor:product or bus:device, as lsusb shows them.", valueName: "device"))
    var usb: String?

    @Option(help: ArgumentHelp("As lspci -D shows it.", valueName: "address"))
    var pci: String?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if (usb == nil) == (pci == nil) { throw ValidationError("Give either --usb or --pci.") }
        if let usb, Self.device(usb) == nil {
            throw ValidationError(
                "'\(usb)' is no USB device; write vendor:product (046d:c52b) or bus:device (001:004).")
        }
    }

    func run(_ session: Session) async throws {
        let body = AttachHostDevice(usb: usb.flatMap(Self.device), pci: pci)
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) { try await session.client.attachDevice($0, body, key: key) }
    }

    /// Four digits on each side are vendor and product, fewer are bus and device.
    private static func device(_ text: String) -> AttachHostDevice.USB? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        if parts.allSatisfy({ $0.count == 4 }) { return .init(vendor: parts[0], product: parts[1]) }
        guard let bus = Int(parts[0]), let device = Int(parts[1]) else { return nil }
        return .init(bus: bus, device: device)
    }
}

struct VMDeviceDetach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach", abstract: "Take a device of the host from a virtual machine.",
        discussion: """
            Example:
              apus vm device detach web-1 046d:c52b
            """, aliases: ["remove", "rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The device's address, or libvirt's alias of it.")
    var device: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) { try await session.client.detachDevice($0, device, key: key) }
    }
}
