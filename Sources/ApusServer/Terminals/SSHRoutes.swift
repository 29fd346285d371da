import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// How VMs are reached by ssh.
    func sshRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [serverKey, showSSH(listing), setSSH(listing), forgetHostKeys(listing)]
    }

    private var serverKey: Route {
        Route(
            method: .get, path: "/api/v1/ssh-key", policy: .view, name: "show-ssh-key", tag: "Terminals",
            summary: "The public half of the key that Apus opens ssh terminals with; made at first use",
            answers: [
                .init(
                    status: 200, summary: "The key.",
                    schema: .reference("ServerSSHKey", to: ResourceSchemas.serverSSHKey))
            ]
        ) { _ in try .json(await terminals.publicKey()) }
    }

    private func showSSH(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: "/api/v1/vms/{ref}/ssh-access", policy: .view, name: "show-vm-ssh", tag: "Terminals",
            summary: "How an ssh terminal in a VM would be opened, and the host keys that are pinned", answers: access
        ) { call in try .json(await terminals.ssh(of: try listing.find(call.reference))) }
    }

    private func setSSH(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .put, path: "/api/v1/vms/{ref}/ssh-access", policy: .operate, name: "set-vm-ssh", tag: "Terminals",
            summary:
                "Set user, port, key and way of a VM's ssh terminals; what is absent follows image and configuration",
            body: .init(name: "SetVirtualMachineSSH", schema: RequestSchemas.vmSSH), answers: access
        ) { call in
            let settings = try call.decode(VirtualMachineSSH.self)
            return try .json(await terminals.set(settings, of: try listing.matching(call)))
        }
    }

    private func forgetHostKeys(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: "/api/v1/vms/{ref}/ssh-access/host-key", policy: .administer,
            name: "forget-vm-host-key",
            tag: "Terminals", summary: "Forget the pinned host key of a VM: the next one it shows is taken",
            answers: [.init(status: 204, summary: "Forgotten.", schema: nil)]
        ) { call in
            try await terminals.forgetHostKeys(of: try listing.matching(call), try call.caller())
            return .nothing
        }
    }

    private var access: [Route.Answer] {
        [
            .init(
                status: 200, summary: "How it would be opened.",
                schema: .reference("VirtualMachineSSHAccess", to: ResourceSchemas.vmSSHAccess))
        ]
    }
}
