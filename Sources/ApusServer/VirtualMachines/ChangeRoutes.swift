import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

extension ControlPlane {
    /// Changing a VM as a whole, and whose it is.
    func changeRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            Route(
                method: .patch, path: "/api/v1/vms/{ref}", policy: .use, name: "change-vm", tag: "Virtual machines",
                summary: "Change a VM: live where its guest can, else at its next start, as the operation's notes say",
                query: [.wait],
                body: .init(name: "ChangeVirtualMachine", schema: RequestSchemas.changeVirtualMachine),
                answers: Route.Answer.operation
            ) { call in
                try await change(call) {
                    try await machines.change(
                        try listing.matching(call), try call.decode(ChangeVirtualMachine.self), $0)
                }
            },
            plain("adopt", "Take a VM over that others made; only Apus's own metadata are written", listing) {
                try await machines.adopt($0, $1)
            },
            plain("release", "Let a VM go; only Apus's own metadata are taken away", listing) {
                try await machines.release($0, $1)
            },
        ]
    }

    /// A VM's definition as libvirt has it.
    func xmlRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] { [read(listing), write(listing)] }

    private func read(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: "/api/v1/vms/{ref}/xml", policy: .view, name: "show-vm-xml", tag: "Virtual machines",
            summary: "A VM's definition as its host has it, without passwords; text with Accept: text/xml",
            query: [.query("inactive", .boolean, "That of the next start.")],
            answers: [
                .init(
                    status: 200, summary: "The definition.",
                    schema: .reference("MachineXML", to: ResourceSchemas.machineXML)),
                .init(status: 200, summary: "The definition alone.", schema: nil, contentType: "text/xml"),
            ]
        ) { call in
            let xml = try await machines.xml(of: try listing.find(call.reference), inactive: call.flag("inactive"))
            let isText = ["text/xml", "application/xml"].contains { call.headers[.accept]?.contains($0) == true }
            let reply: Reply = isText ? .text(xml, type: "text/xml; charset=utf-8") : try .json(MachineXML(xml: xml))
            return reply.with(.eTag, EntityTag.of(Data(xml.utf8)))
        }
    }

    private func write(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .put, path: "/api/v1/vms/{ref}/xml", policy: .administer, name: "redefine-vm",
            tag: "Virtual machines",
            summary: "Replace a VM's definition by edited XML; ?dryRun=true only says what would change",
            query: [.wait, .query("dryRun", .boolean, "Only say what would change and what speaks against it.")],
            body: .init(name: "RedefineVirtualMachine", schema: RequestSchemas.redefineVirtualMachine),
            answers: Route.Answer.operation + [
                .init(
                    status: 200, summary: "With ?dryRun=true: the difference and the faults.",
                    schema: .reference("DefinitionReview", to: ResourceSchemas.definitionReview))
            ]
        ) { call in
            if call.flag("dryRun") {
                let vm = try listing.find(call.reference)
                return try .json(try await machines.review(vm, try await edited(call, vm)))
            }
            return try await change(call) { caller in
                let vm = try listing.find(call.reference)
                return try await machines.redefine(vm, try await edited(call, vm), caller)
            }
        }
    }

    /// The body, with the XML that was edited in place of its entity tag.
    private func edited(_ call: Call, _ vm: VirtualMachine) async throws -> RedefineVirtualMachine {
        var request = try call.decode(RedefineVirtualMachine.self)
        request.base = request.base ?? call.headers[.ifMatch]
        guard request.base?.hasPrefix("\"") == true else { return request }
        let present = try await machines.xml(of: vm, inactive: true)
        if request.base == EntityTag.of(Data(present.utf8)) { request.base = present }
        return request
    }
}

extension ResourceSchemas {
    static let machineXML = Schema.object([.required("xml", .xml, "Without passwords.")])

    static let definitionReview = Schema.object([
        .required("diff", .xml, "A unified diff; empty where nothing would change."),
        .required(
            "faults",
            .array(
                of: .object([
                    .required("pointer", .words, "The field."), .required("code", .words, "The rule."),
                    .required("message", .words, "The rule in words."),
                ])), "Why it would be refused."),
    ])
}

extension Schema {
    /// The XML of a host, of any size.
    fileprivate static var xml: Schema { .string(maxLength: 16 << 20, characters: .any) }
}
