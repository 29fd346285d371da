import ApusModel
import FoundationEssentials

extension Client {
    /// A verb of a VM that takes nothing: `suspend`, `resume`, `reset`, `save`, `restore`, `adopt`, `release`.
    ///
    /// Maps to `POST /api/v1/vms/{ref}/{verb}`.
    public func run(_ verb: String, vm ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, verb), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/start`.
    public func startVM(
        _ ref: String, _ start: StartVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "start").body(start), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/reboot`.
    public func rebootVM(
        _ ref: String, _ reboot: RebootVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "reboot").body(reboot), key, wait)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/saved-state`.
    public func discardSavedState(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref, "saved-state"), key, wait)
    }

    /// Maps to `PATCH /api/v1/vms/{ref}`.
    public func changeVM(
        _ ref: String, _ change: ChangeVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.patch, api: "vms", ref).body(change), key, wait)
    }

    /// The definition as its host has it, without passwords.
    ///
    /// Maps to `GET /api/v1/vms/{ref}/xml`.
    public func xml(ofVM ref: String, inactive: Bool = false) async throws -> String {
        let request = Request(.get, api: "vms", ref, "xml").query("inactive", inactive ? "true" : nil)
        return try await transport.send(request).decode(MachineXML.self).xml
    }

    /// What an edited definition would change, and why it would be refused; changes nothing.
    ///
    /// Maps to `PUT /api/v1/vms/{ref}/xml?dryRun=true`.
    public func review(_ redefinition: RedefineVirtualMachine, ofVM ref: String) async throws -> DefinitionReview {
        let request = try Request(.put, api: "vms", ref, "xml").query("dryRun", "true").body(redefinition)
        return try await transport.send(request).decode(DefinitionReview.self)
    }

    /// Maps to `PUT /api/v1/vms/{ref}/xml`.
    public func redefineVM(
        _ ref: String, _ redefinition: RedefineVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.put, api: "vms", ref, "xml").body(redefinition), key, wait)
    }
}
