import ApusClient
import ApusModel
import ArgumentParser

struct VMNICList: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the network cards of a virtual machine.",
        discussion: """
            Example:
              apus vm nic list web-1
            """, aliases: ["ls"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let nics = try await session.client.show(.vms, ref, as: VirtualMachine.self).nics
        try session.printTable(
            nics, ["MAC", "TYPE", "SOURCE", "MODEL", "LINK", "FILTER"], names: nics.map(\.mac),
            rows: nics.map { nic in
                [
                    nic.mac, nic.type, nic.source ?? "-", nic.model ?? "-", nic.linkUp ? "up" : "down",
                    nic.filter ?? "-",
                ]
            }, empty: "no network cards; begin with: apus vm nic attach \(ref) --network default")
    }
}

struct VMNICAttach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Attach a network card, also while the machine runs.",
        discussion: """
            Examples:
              apus vm nic attach web-1 --network default
              apus vm nic attach web-1 --bridge br0 --mac 52:54:00:12:34:56
              apus vm nic attach web-1 --device eth1 --inbound 10M --outbound 10M
            """, aliases: ["add"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: "A network of the host.", completion: References.of(.networks))
    var network: String?

    @Option(help: ArgumentHelp("A bridge of the host.", valueName: "name"))
    var bridge: String?

    @Flag(name: .customLong("open-vswitch"), help: "The bridge is one of Open vSwitch.")
    var openVSwitch = false

    @Option(help: ArgumentHelp("A device of the host, shared by macvtap.", valueName: "name"))
    var device: String?

    @Option(help: "How the device is shared.")
    var mode: AttachNIC.Mode?

    @Option(help: ArgumentHelp("Its address; chosen when absent.", valueName: "address"))
    var mac: String?

    @Option(help: "What the guest sees.")
    var model: AttachNIC.Model?

    @OptionGroup var nic: NICOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if [network, bridge, device].count(where: { $0 != nil }) != 1 {
            throw ValidationError("Give one of --network, --bridge and --device.")
        }
    }

    func run(_ session: Session) async throws {
        let (body, key) = (request, Client.idempotencyKey())
        try await session.carryOut([ref], wait) { try await session.client.attachNIC($0, body, key: key) }
    }

    private var request: AttachNIC {
        var body = AttachNIC(network: network)
        (body.bridge, body.openVSwitch, body.device) = (bridge, openVSwitch ? true : nil, device)
        (body.mode, body.mac, body.model, body.filter) = (mode, mac, model, nic.filter)
        body.linkUp = nic.link.map { $0 == .up }
        body.inbound = nic.inbound.map { Bandwidth(average: $0) }
        body.outbound = nic.outbound.map { Bandwidth(average: $0) }
        return body
    }
}

struct VMNICSet: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a network card: cable, network, filter, bandwidth.",
        discussion: """
            Examples:
              apus vm nic set web-1 52:54:00:12:34:56 --link down
              apus vm nic set web-1 52:54:00:12:34:56 --network default --inbound 10M
              apus vm nic set web-1 52:54:00:12:34:56 --filter clean-traffic
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The card's MAC address.")
    var mac: String

    @Option(help: "Another network of the host.", completion: References.of(.networks))
    var network: String?

    @OptionGroup var nic: NICOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if request == ChangeNIC() { throw ValidationError("Say what is to change, such as --link down.") }
    }

    func run(_ session: Session) async throws {
        let (body, key) = (request, Client.idempotencyKey())
        try await session.carryOut([ref], wait) { try await session.client.changeNIC($0, mac, body, key: key) }
    }

    private var request: ChangeNIC {
        var body = ChangeNIC()
        (body.network, body.filter, body.linkUp) = (network, nic.filter, nic.link.map { $0 == .up })
        body.inbound = nic.inbound.map { Bandwidth(average: $0) }
        body.outbound = nic.outbound.map { Bandwidth(average: $0) }
        return body
    }
}

struct VMNICDetach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach", abstract: "Detach a network card.",
        discussion: """
            A running guest has to let go of it.

            Example:
              apus vm nic detach web-1 52:54:00:12:34:56
            """, aliases: ["remove", "rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The card's MAC address.")
    var mac: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) { try await session.client.detachNIC($0, mac, key: key) }
    }
}
