import ApusModel
import FoundationEssentials

/// What a VM's guest agent tells and does. All but the freeze is done when the answer arrives.
extension Client {
    /// Maps to `GET /api/v1/vms/{ref}/guest`.
    public func guest(of vm: String) async throws -> GuestInformation {
        try await transport.send(Request(.get, api: "vms", vm, "guest")).decode(GuestInformation.self)
    }

    /// Maps to `POST /api/v1/vms/{ref}/guest/password`.
    public func setPassword(_ request: SetGuestPassword, in vm: String) async throws {
        try await transport.send(Request(.post, api: "vms", vm, "guest", "password").body(request)).check()
    }

    /// Maps to `GET /api/v1/vms/{ref}/guest/ssh-keys?user=`.
    public func sshKeys(of user: String, in vm: String) async throws -> GuestSSHKeys {
        try await transport.send(Request(.get, api: "vms", vm, "guest", "ssh-keys").query("user", user))
            .decode(GuestSSHKeys.self)
    }

    /// Maps to `POST /api/v1/vms/{ref}/guest/ssh-keys`.
    public func setSSHKeys(_ request: SetGuestSSHKeys, in vm: String) async throws -> GuestSSHKeys {
        try await transport.send(Request(.post, api: "vms", vm, "guest", "ssh-keys").body(request))
            .decode(GuestSSHKeys.self)
    }

    /// Maps to `POST /api/v1/vms/{ref}/guest/time`.
    public func setTime(_ request: SetGuestTime, in vm: String) async throws {
        try await transport.send(Request(.post, api: "vms", vm, "guest", "time").body(request)).check()
    }

    /// Waits as long as the command may take: its `timeoutSeconds`, and a little.
    ///
    /// Maps to `POST /api/v1/vms/{ref}/guest/exec`.
    public func run(_ command: GuestCommand, in vm: String) async throws -> GuestCommandResult {
        var request = try Request(.post, api: "vms", vm, "guest", "exec").body(command)
        request.wait = (command.timeoutSeconds ?? 30) + 15
        return try await transport.send(request).decode(GuestCommandResult.self)
    }

    /// Maps to `POST /api/v1/vms/{ref}/guest/freeze`.
    public func freeze(_ request: FreezeGuest, in vm: String, key: String) async throws -> ApusModel.Operation {
        try await operation(Request(.post, api: "vms", vm, "guest", "freeze").body(request), key, nil)
    }

    /// Maps to `POST /api/v1/vms/{ref}/guest/thaw`.
    public func thaw(_ vm: String) async throws {
        try await transport.send(Request(.post, api: "vms", vm, "guest", "thaw")).check()
    }
}
