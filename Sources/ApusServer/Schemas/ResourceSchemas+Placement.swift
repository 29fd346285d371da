import ApusModel
import Schema

extension Schema {
    static let placementDecision = reference("PlacementDecision", to: ResourceSchemas.placementDecision)
}

extension ResourceSchemas {
    static let placementDecision = Schema.object([
        .optional("operation", .uuid, "The create operation; absent for a dry run and where no host fitted."),
        .required("vm", .words, "The VM's name."), .required("at", .time, "When it was decided."),
        .required("cpus", .integer(0...Int64.max), "Virtual CPUs."), .required("memory", .bytes, "Bytes of memory."),
        .required("disk", .bytes, "Bytes of new disks in the host's standard pool."),
        .required("algorithm", .words, "What chose, with the weights of a mix."),
        .optional("host", .words, "The chosen host; absent where none fits."),
        .required("hosts", count, "All hosts."), .required("fitting", count, "Those that fit."),
        .required(
            "refusals",
            .array(
                of: .object([
                    .required("rule", .words, "The rule."), .required("hosts", count, "How many hosts it refused."),
                ])), "Refused hosts by rule."),
        .required(
            "verdicts", .array(of: verdict),
            "The best hosts first, then refused ones; at most 100 of each, of a create on more than 100 hosts 20."),
        .optional(
            "shadow",
            .object([
                .required("algorithm", .words, "The second algorithm."),
                .optional("host", .words, "What it would have chosen."),
                .required("agrees", .boolean, "Whether that is the same host."),
            ]), "What `placement.shadow` would have done."),
        .required("notes", .array(of: .words), "What its reader should know."),
    ])

    static let placementDecisions = Schema.object([
        .required("algorithm", .words, "The server's algorithm."),
        .optional("shadow", .words, "The algorithm in its shadow."),
        .required("decisions", .array(of: .placementDecision), "Newest first."),
        .required("compared", count, "How many of these have a shadow."),
        .required("agreed", count, "In how many of those both chose the same host."),
    ])

    static let placementRules = Schema.object([
        .required("labels", .array(of: .words), "key=value pairs the host has."),
        .required("affinity", .array(of: .words), "Tags: VMs of each are there, once there are any."),
        .required("antiAffinity", .array(of: .words), "Tags: no VM of any is there."),
    ])

    static let capacity = Schema.object([
        .required("hosts", count, "All hosts."), .required("open", count, "Those that take machines."),
        .required("algorithm", .words, "What would place machines of a host that fails."),
        .required("cpus", amount, "Virtual CPUs."), .required("memory", amount, "Bytes."),
        .required(
            "instanceTypes",
            .array(
                of: .object([
                    .required("instanceType", .words, "Its name."), .required("cpus", count, "Virtual CPUs."),
                    .required("memory", .bytes, "Bytes."), .optional("disk", .bytes, "Bytes."),
                    .required("fit", count, "How many more of this type alone fit."),
                ]), maxCount: 10_000), "Each type by itself."),
        .optional(
            "without",
            .object([
                .required("host", .words, "The host that fails."),
                .required(
                    "machines",
                    .array(
                        of: .object([
                            .required("vm", .words, "One of its VMs."),
                            .optional("to", .words, "Where it would go; absent when it fits nowhere."),
                            .optional(
                                "reason", .words, "Why it fits nowhere: the rules, with how many hosts each refused."),
                        ]), maxCount: 100_000), "The largest first."),
                .required("homeless", count, "How many fit nowhere."),
            ]), "What happens when a host fails."),
    ])

    private static let count = Schema.integer(0...Int64.max)
    private static let amount = Schema.object([
        .required("capacity", .integer(0...Int64.max), "What may be promised on hosts that take machines."),
        .required("allocated", .integer(0...Int64.max), "What is promised there."),
    ])

    private static let verdict = Schema.object([
        .required("host", .words, "The host."), .required("fits", .boolean, "Whether it was not refused."),
        .optional("score", .number(), "Higher is better; comparable within one decision only."),
        .optional(
            "parts",
            .array(
                of: .object([
                    .required("name", .words, "What was measured, or guard."),
                    .required("value", .number(), "Its value."), .required("weight", .number(), "What it counts."),
                ])), "What the score is the sum of: value times weight."),
        .optional("rule", .words, "The rule that refused it."), .optional("reason", .words, "Why, in words."),
    ])
}
