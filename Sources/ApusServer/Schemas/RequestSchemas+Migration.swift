import ApusModel
import Schema

extension RequestSchemas {
    static let migrateVirtualMachine = Schema.object([
        .optional("host", .reference, "Where to; where placement would put it when absent.", example: "node2"),
        .optional("live", .boolean, "Whether the guest runs on meanwhile; as its state asks for when absent."),
        .optional(
            "copyDisks", .boolean,
            "Whether disks are copied; found out when absent. False says that both hosts see the same files."),
        .optional(
            "pool", .string(minLength: 1, maxLength: 128),
            "The target's pool for copied disks; the one of the same name there when absent."),
        .optional(
            "bandwidth", .integer(1_048_576...1_099_511_627_776), "Bytes per second at most, in whole MiB.",
            example: 104_857_600),
        .optional("autoConverge", .boolean, "Whether a guest that writes too fast is slowed down.", default: false),
    ])

    static let hostMaintenance = Schema.object([
        .optional("on", .boolean, "False ends the maintenance.", default: true),
        .optional("evacuate", .boolean, "Whether its VMs are moved to other hosts.", default: false),
    ])

    static let runRebalance = Schema.object([
        .required("plan", .string(minLength: 36, maxLength: 36), "The id of the plan that was read.")
    ])
}

extension ResourceSchemas {
    static let migrationPlan = Schema.object([
        .required("vm", .uuid, "The VM."), .required("name", .words, "Its name."),
        .required("from", .words, "Its host."), .optional("to", .words, "The target; absent where none takes it."),
        .required("live", .boolean, "Whether the guest runs on meanwhile."),
        .required(
            "disks",
            .array(
                of: .object([
                    .required("target", .words, "The guest's name for it."),
                    .required("source", .words, "Where it is."),
                    .required(
                        "transfer", .oneOf(MigrationPlan.Disk.Transfer.self),
                        "shared: it stays; copied: whole; overlay: only what lies over its image."),
                    .optional("destination", .words, "pool/volume at the target."),
                    .required("bytes", .bytes, "Bytes to copy, about."),
                ])), "What becomes of its disks."),
        .required("reasons", .array(of: .words), "Why it cannot be; empty where it can."),
        .required(
            "refusals",
            .array(
                of: .object([
                    .required("host", .words, "The host."), .required("reason", .words, "Why it was refused."),
                ]), maxCount: 100_000), "Why other hosts were not chosen."),
    ])

    static let rebalancePlan = Schema.object([
        .required("id", .words, "Names the estate and the moves; the same as long as neither changes."),
        .required(
            "spreadBefore", .number(-1_000_000...1_000_000), "Percent points between the fullest and the emptiest host."
        ),
        .required("spreadAfter", .number(-1_000_000...1_000_000), "The same when all moves are done."),
        .required(
            "moves",
            .array(
                of: .object([
                    .required("vm", .uuid, "The VM."), .required("name", .words, "Its name."),
                    .required("from", .words, "Its host."), .required("to", .words, "Where it would go."),
                    .required("reason", .words, "Why."),
                    .required("gain", .number(-1_000_000...1_000_000), "How much the spread falls, in percent points."),
                ])), "Best first."),
    ])
}
