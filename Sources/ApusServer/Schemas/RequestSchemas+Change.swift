import ApusModel
import Schema

extension RequestSchemas {
    static let startVirtualMachine = Schema.object([
        .optional("paused", .boolean, "Whether its processors wait for a resume.", default: false),
        .optional(
            "discardSaved", .boolean, "Whether a saved VM boots afresh, and its saved memory is lost.", default: false),
    ])

    static let rebootVirtualMachine = Schema.object([
        .optional(
            "graceSeconds", .integer(0...86_400), "Seconds the guest gets to reboot by itself.", default: 60),
        .optional("force", .boolean, "Whether it is reset when its time is over; else that fails.", default: false),
    ])

    /// The body of a verb that takes nothing.
    static let nothing = Schema.object([])

    static let changeVirtualMachine = Schema.object(
        changedFields, rules: [.atLeastOne(of: changedFields.map(\.name))])

    private static let changedFields: [Schema.Field] = [
        .optional("name", .resourceName, "Another name, of a VM that is off.", example: "web-2"),
        .optional("title", .string(maxLength: 255), "One line; empty takes it away."),
        .optional("description", .text(maxLength: 4096), "Notes; empty takes them away."),
        .optional("tags", .array(of: .tag, maxCount: 64, unique: true), "All of them.", example: ["prod"]),
        .optional("cpus", .cpus, "Virtual CPUs; the maximum grows where it must.", example: 2),
        .optional("memory", .memory, "Bytes of memory; the maximum grows where it must."),
        .optional("maximumCPUs", .cpus, "What it may get without a restart; from its next start."),
        .optional("maximumMemory", .memory, "What it may get without a restart; from its next start."),
        .optional("autostart", .boolean, "Whether it starts with its host."),
        .optional(
            "startOrder", .integer(0...9999),
            "Its place, from 1, among the machines that are started one after the other when their host has booted; 0 for none."
        ),
        .optional("startDelay", .integer(0...3600), "Seconds between the end of its start and the next one's."),
        .optional("deleteProtection", .boolean, "Whether deleting it is refused."),
        .optional("startProtection", .boolean, "Whether starting it is refused."),
        .optional(
            "bootOrder", .array(of: .string(minLength: 1, maxLength: 64), maxCount: 64, unique: true),
            "Targets of disks and MAC addresses of NICs, first to last.", example: ["vda"]),
        .optional("cpu", cpu, "The guest's processor."),
        .optional(
            "machine", .string(minLength: 1, maxLength: 64, rule: .machineWord), "A machine type.", example: "q35"),
        .optional("firmware", .oneOf(ChangeVirtualMachine.Firmware.self), "What it starts with."),
        .optional("graphics", .oneOf(ChangeVirtualMachine.Graphics.self), "Its display."),
        .optional(
            "video", .string(minLength: 1, maxLength: 64, rule: .machineWord), "The model of its first video card.",
            example: "virtio"),
    ]

    private static let cpu = Schema.object([
        .optional("mode", .oneOf(ChangeVirtualMachine.CPU.Mode.self), "Whose processor it is like."),
        .optional("model", .string(minLength: 1, maxLength: 64, rule: .machineWord), "A model's name; means custom."),
        .optional(
            "topology",
            .object([
                .required("sockets", .cpus, "Sockets."), .required("cores", .cpus, "Cores of a socket."),
                .required("threads", .cpus, "Threads of a core."),
            ]), "How the CPUs are grouped; their product is the maximum."),
    ])

    static let redefineVirtualMachine = Schema.object([
        .required(
            "xml", .string(minLength: 1, maxLength: 262_144, characters: .any),
            "The whole definition, with the VM's own UUID and name."),
        .optional(
            "base", .string(minLength: 1, maxLength: 262_144, characters: .any),
            "What was edited: the XML as ?inactive=true gave it, or its entity tag. Needed but for ?dryRun=true."),
        .optional("validate", .boolean, "Whether libvirt checks it against its schema.", default: true),
        .optional(
            "allowDangerous", .boolean, "Whether what reaches past the VM into its host is taken.", default: false),
    ])
}

extension StringRule {
    /// Words of the hypervisor: models and machine types.
    static let machineWord = StringRule(
        code: "word", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        message: "must be letters, digits, dots, underscores and hyphens"
    ) { text in
        text.utf8.first != UInt8(ascii: "-") && text.utf8.first != UInt8(ascii: ".") && !text.hasPrefix("_")
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "._-".unicodeScalars.contains($0))
            }
    }
}

extension Schema {
    /// One word to find a VM by.
    static var tag: Schema { .string(minLength: 1, maxLength: 64) }
}
