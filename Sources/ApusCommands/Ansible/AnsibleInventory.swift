import ApusClient
import ApusModel

/// VMs as Ansible's inventory scripts tell them:
/// <https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html#inventory-script-conventions>.
struct AnsibleInventory {
    /// Each VM under the name it has for Ansible.
    private let machines: [(name: String, vm: VirtualMachine)]

    /// Templates never start, so they are left out.
    init(_ vms: [VirtualMachine]) {
        let shown = vms.filter { !$0.template }
        let counts = Dictionary(shown.map { ($0.name, 1) }, uniquingKeysWith: +)
        machines = shown.map { (Self.name($0, isUnique: counts[$0.name] == 1), $0) }.sorted { $0.name < $1.name }
    }

    /// The answer to `--list`.
    var list: JSONValue {
        var groups: [String: [String]] = [:]
        for (name, vm) in machines { for group in Self.groups(vm) { groups[group, default: []].append(name) } }
        var members = groups.mapValues { names in
            JSONValue.object(["hosts": .array(names.map(JSONValue.string))])
        }
        let variables = machines.map { ($0.name, Self.variables($0.vm)) }
        members["_meta"] = .object(["hostvars": .object(Dictionary(variables, uniquingKeysWith: { first, _ in first }))]
        )
        members["all"] = .object([
            "hosts": .array(machines.map { .string($0.name) }),
            "children": .array(groups.keys.sorted().map(JSONValue.string)),
        ])
        return .object(members)
    }

    /// The answer to `--host`; nil for a name that is not there.
    func variables(of name: String) -> JSONValue? {
        machines.first { $0.name == name }.map { Self.variables($0.vm) }
    }

    /// Its name where that is one, and no other VM has it; Ansible's patterns give other characters a meaning.
    private static func name(_ vm: VirtualMachine, isUnique: Bool) -> String {
        let isPlain =
            vm.name.utf8.first.map(isWordByte) == true
            && vm.name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        return isPlain && isUnique ? vm.name : vm.id.uuidString.lowercased() + "-" + word(vm.hostName)
    }

    private static func groups(_ vm: VirtualMachine) -> [String] {
        let named = ["host_" + vm.hostName, "state_" + vm.state.rawValue] + vm.tags.map { "tag_" + $0 }
        return Set(named.map(word)).sorted()
    }

    private static func variables(_ vm: VirtualMachine) -> JSONValue {
        var variables: [String: JSONValue] = [
            "apus_id": text(vm.id.uuidString.lowercased()), "apus_name": text(vm.name), "apus_host": text(vm.hostName),
            "apus_state": text(vm.state.rawValue), "apus_cpus": .integer(Int64(vm.cpus)),
            "apus_memory": .integer(vm.memory), "apus_tags": .array(vm.tags.sorted().map(text)),
            "apus_addresses": .array(vm.addresses.map { text($0.address) }), "apus_managed": .bool(vm.managed),
        ]
        variables["ansible_host"] = vm.reachableAddress.map(text)
        variables["apus_image"] = vm.image.map(text)
        variables["apus_instance_type"] = vm.instanceType.map(text)
        return .object(variables)
    }

    /// A text that Ansible must not run: names and tags of others may hold Jinja templates, which Ansible would carry out on
    /// its own machine. `__ansible_unsafe` is how its JSON says so.
    private static func text(_ text: String) -> JSONValue {
        let isTemplate = ["{{", "{%", "{#"].contains { text.contains($0) }
        return isTemplate ? .object(["__ansible_unsafe": .string(text)]) : .string(text)
    }

    /// A group's name: letters, digits and underscores.
    private static func word(_ text: String) -> String {
        String(decoding: text.utf8.map { isWordByte($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
