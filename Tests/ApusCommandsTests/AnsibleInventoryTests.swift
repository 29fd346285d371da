import ApusClient
import ApusModel
import Foundation
import Testing

@testable import ApusCommands

@Suite struct AnsibleInventoryTests {
    @Test func `VMs stand in groups by host, state and tag, with their variables beside`() throws {
        let list = AnsibleInventory([vm("web-1", tags: ["prod", "a b"]), vm("db.1", state: .off, address: nil)]).list
        #expect(names(list["host_node_1"]) == ["db.1", "web-1"] && names(list["all"]) == ["db.1", "web-1"])
        #expect(names(list["state_running"]) == ["web-1"] && names(list["tag_a_b"]) == ["web-1"])
        let web = try #require(list["_meta"]?["hostvars"]?["web-1"])
        #expect(
            web["ansible_host"] == .string("10.0.0.5") && web["apus_tags"] == .array([.string("a b"), .string("prod")]))
        let db = try #require(list["_meta"]?["hostvars"]?["db.1"])
        #expect(db["ansible_host"] == nil && db["apus_state"] == .string("off"))
        let groups = JSONValue.array(
            ["host_node_1", "state_off", "state_running", "tag_a_b", "tag_prod"].map(JSONValue.string))
        #expect(list["all"]?["children"] == groups)
    }

    @Test func `names that stand twice or are no host names go by the id, and templates stay out`() throws {
        let (one, two, odd) = (vm("twin"), vm("twin"), vm("{{ lookup('pipe', 'id') }}"))
        var template = vm("base")
        template.template = true
        let list = AnsibleInventory([one, two, odd, template]).list
        let ids = [one, two, odd].map { $0.id.uuidString.lowercased() + "-node_1" }.sorted()
        #expect(names(list["all"]) == ids)
    }

    @Test func `what Ansible would run as a template is marked as unsafe`() {
        let odd = vm("{{ x }}", tags: ["{% y %}"])
        let inventory = AnsibleInventory([odd])
        let variables = inventory.variables(of: odd.id.uuidString.lowercased() + "-node_1")
        #expect(variables?["apus_name"] == .object(["__ansible_unsafe": .string("{{ x }}")]))
        #expect(variables?["apus_tags"] == .array([.object(["__ansible_unsafe": .string("{% y %}")])]))
        #expect(names(inventory.list["tag____y___"])?.count == 1)
    }

    @Test func `the filter goes to the server, and an unknown host has no variables`() async throws {
        let rows = [vm("web-1")]
        let server = StubServer { _ in Samples.json(ApusModel.Page(items: rows, total: 1)) }
        let stage = Stage(server: server)
        try stage.token()
        let run = { (arguments: [String]) in
            await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        }
        #expect(await run(["ansible-inventory", "--list", "--filter", "tags = web"]) == 0, "\(stage.error)")
        #expect(server.requests.first?.target.contains("filter=tags%20%3D%20web") == true)
        #expect(stage.output.contains("\"_meta\""))
        #expect(await run(["ansible-inventory", "--host", "nobody"]) == 0)
        #expect(stage.output.hasSuffix("{\n\n}\n") || stage.output.hasSuffix("{}\n"))
        #expect(await run(["ansible-inventory"]) == 2)
        #expect(await run(["ansible-inventory", "--list", "--host", "web-1"]) == 2)
    }

    private func vm(
        _ name: String, state: VirtualMachineState = .running, address: String? = "10.0.0.5", tags: [String] = []
    ) -> VirtualMachine {
        var row = VirtualMachine(id: UUID(), name: name, host: UUID(), hostName: "node-1", state: state)
        row.tags = tags
        row.addresses = address.map { [GuestAddress(address: $0, mac: nil, source: .lease)] } ?? []
        return row
    }

    private func names(_ group: JSONValue?) -> [String]? {
        guard case .array(let names)? = group?["hosts"] else { return nil }
        return names.compactMap(\.text)
    }
}
