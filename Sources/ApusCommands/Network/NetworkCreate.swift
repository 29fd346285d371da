import ApusClient
import ApusModel
import ArgumentParser

struct NetworkCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a virtual network and start it.",
        discussion: """
            It starts with its host from then on. --host is needed where there are several hosts.

            Examples:
              apus network create lab --nat 10.10.0.0/24 --dhcp 10.10.0.10-10.10.0.200
              apus network create quiet --isolated
              apus network create office --bridge br0
              apus network create dmz --ovs ovsbr0 --vlan 42 --host node1
            """, aliases: ["add"])

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Option(help: "The host it is made on.", completion: References.of(.hosts))
    var host: String?

    @OptionGroup(title: "Kind") var forward: ForwardOptions
    @OptionGroup(title: "Addresses and names") var network: NetworkOptions

    @Option(help: ArgumentHelp("The name of its own bridge; else libvirt chooses a free one.", valueName: "bridge"))
    var bridgeName: String?

    @Flag(inversion: .prefixedNo, help: "Start it at once.")
    var start = true

    @Flag(inversion: .prefixedNo, help: "Start it with its host.")
    var autostart = true

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
        guard forward.chosen.count == 1 else {
            throw ValidationError("Give one of --nat, --route, --open, --isolated, --bridge, --macvtap, --ovs.")
        }
    }

    func run(_ session: Session) async throws {
        let (body, key) = (request, Client.idempotencyKey())
        try await session.carryOut([name], wait) { _ in try await session.client.create(body, key: key) }
    }

    var request: CreateNetwork {
        var wishes = UpdateNetwork()
        forward.apply(to: &wishes)
        network.apply(to: &wishes)
        var body = CreateNetwork(name: name, forward: wishes.forward ?? .isolated)
        (body.host, body.bridge, body.devices) = (host, bridgeName ?? wishes.bridge, wishes.devices)
        (body.address, body.dhcp, body.ipv6) = (wishes.address, wishes.dhcp, wishes.ipv6)
        (body.domain, body.dns, body.mtu, body.vlan) = (wishes.domain, wishes.dns, wishes.mtu, wishes.vlan)
        (body.start, body.autostart) = (start ? nil : false, autostart ? nil : false)
        return body
    }
}
