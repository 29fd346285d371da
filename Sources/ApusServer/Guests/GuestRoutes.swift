import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// What can be asked of a VM's guest agent, and done by it.
    func guestRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            information(listing), keys(listing),
            verb("password", "Set the password of an account in the guest", RequestSchemas.setGuestPassword, .operate) {
                call in
                let body = try call.decode(SetGuestPassword.self)
                try await guests.setPassword(body, in: try listing.matching(call), try call.caller())
                return .nothing
            },
            verb(
                "ssh-keys", "Add SSH keys to an account in the guest, or replace them", RequestSchemas.setGuestSSHKeys,
                .operate, answer: ("GuestSSHKeys", ResourceSchemas.guestSSHKeys)
            ) { call in
                let body = try call.decode(SetGuestSSHKeys.self)
                return try .json(await guests.authorize(body, in: try listing.matching(call), try call.caller()))
            },
            verb("time", "Set the guest's clock", RequestSchemas.setGuestTime, .use, isRequired: false) { call in
                let body = try call.decode(SetGuestTime.self, standard: .init())
                try await guests.setTime(body, in: try listing.matching(call), try call.caller())
                return .nothing
            },
            verb(
                "exec", "Run a program in the guest and wait for its end", RequestSchemas.guestCommand, .operate,
                answer: ("GuestCommandResult", ResourceSchemas.guestCommandResult)
            ) { call in
                let body = try call.decode(GuestCommand.self)
                return try .json(await guests.run(body, in: try listing.matching(call), try call.caller()))
            },
            freeze(listing),
            verb("thaw", "Let a frozen guest go on", RequestSchemas.thawGuest, .use, isRequired: false) { call in
                try await guests.thaw(try listing.matching(call), try call.caller())
                return .nothing
            },
        ]
    }

    private func information(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: "/api/v1/vms/{ref}/guest", policy: .view, name: "show-guest", tag: "Guests",
            summary: "What the guest says of itself, by its agent",
            answers: [
                .init(
                    status: 200, summary: "What is known; `fault` says why it is not more.",
                    schema: .reference("GuestInformation", to: ResourceSchemas.guestInformation))
            ]
        ) { call in try .json(await guests.information(of: try listing.find(call.reference))) }
    }

    private func keys(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: "/api/v1/vms/{ref}/guest/ssh-keys", policy: .view, name: "list-guest-ssh-keys",
            tag: "Guests", summary: "The SSH keys that open an account in the guest",
            query: [.query("user", RequestSchemas.guestUser, "The account; root when absent.")],
            answers: [
                .init(
                    status: 200, summary: "The keys.",
                    schema: .reference("GuestSSHKeys", to: ResourceSchemas.guestSSHKeys))
            ]
        ) { call in
            try .json(
                await guests.authorizedKeys(of: call.query["user"] ?? "root", in: try listing.find(call.reference)))
        }
    }

    private func freeze(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/guest/freeze", policy: .use, name: "freeze-guest", tag: "Guests",
            summary: "Freeze the guest's file systems; they are thawed when the limit is over", query: [.wait],
            body: .init(name: "FreezeGuest", schema: RequestSchemas.freezeGuest, isRequired: false),
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                try await guests.freeze(
                    try listing.matching(call), try call.decode(FreezeGuest.self, standard: .init()), caller)
            }
        }
    }

    /// A verb that is done when it is answered: with 204, or with what it brought.
    private func verb(
        _ name: String, _ summary: String, _ schema: Schema, _ policy: Policy, isRequired: Bool = true,
        answer: (name: String, schema: Schema)? = nil, _ act: @escaping @Sendable (Call) async throws -> Reply
    ) -> Route {
        let words = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let answers: [Route.Answer] =
            answer.map { [.init(status: 200, summary: "Done.", schema: .reference($0.name, to: $0.schema))] }
            ?? [.init(status: 204, summary: "Done.", schema: nil)]
        return Route(
            method: .post, path: "/api/v1/vms/{ref}/guest/\(name)", policy: policy, name: "guest-\(name)",
            tag: "Guests", summary: summary,
            body: .init(name: "Guest\(words)Request", schema: schema, isRequired: isRequired), answers: answers,
            handle: act)
    }
}
