import ApusModel
import FoundationEssentials

/// What a VM's display shows, and its keyboard.
extension Client {
    /// A PNG. Maps to `GET /api/v1/vms/{ref}/screenshot?width=`.
    public func screenshot(ofVM vm: String, width: Int? = nil) async throws -> Data {
        var request = Request(.get, api: "vms", vm, "screenshot").query("width", width.map { String($0) })
        request.accept = "image/png"
        let response = try await transport.send(request)
        try response.check()
        guard response.contentType == "image/png" else {
            throw ClientError(.unexpectedAnswer, "The server's answer is no picture.")
        }
        return response.body
    }

    /// How an ssh terminal in a VM would be opened. Maps to `GET /api/v1/vms/{ref}/ssh-access`.
    public func sshAccess(ofVM vm: String) async throws -> VirtualMachineSSHAccess {
        try await transport.send(Request(.get, api: "vms", vm, "ssh-access")).decode(VirtualMachineSSHAccess.self)
    }

    /// All that is absent in `settings` follows cloud-init, image and configuration. Maps to `PUT /api/v1/vms/{ref}/ssh-access`.
    public func set(_ settings: VirtualMachineSSH, ofVM vm: String) async throws -> VirtualMachineSSHAccess {
        try await transport.send(Request(.put, api: "vms", vm, "ssh-access").body(settings))
            .decode(VirtualMachineSSHAccess.self)
    }

    /// The next key that the VM shows is pinned. Maps to `DELETE /api/v1/vms/{ref}/ssh-access/host-key`.
    public func forgetHostKeys(ofVM vm: String) async throws {
        try await transport.send(Request(.delete, api: "vms", vm, "ssh-access", "host-key")).check()
    }

    /// Maps to `POST /api/v1/vms/{ref}/keys`.
    public func press(_ keys: PressKeys, onVM vm: String) async throws {
        try await transport.send(Request(.post, api: "vms", vm, "keys").body(keys)).check()
    }
}
