import ApusCore

extension Setting {
    static let placement: [Setting] =
        [
            Setting(
                "placement.algorithm", .choice(PlacementMethod.names), "worst-fit",
                "How a host is chosen for a new VM; pack is best-fit, spread is worst-fit."),
            Setting(
                "placement.shadow", .choice(["none"] + PlacementMethod.names), "none",
                "A second algorithm whose choices are only kept beside (apus placement shadow)."),
        ]
        + ["pack", "spread", "balance", "dotProduct", "l2Residual"].map {
            Setting(
                "placement.mix.\($0)", .number(0...1000), "0",
                "What \($0) counts in the algorithm mix; pack 0.7 and balance 0.3 when none counts.")
        } + [
            Setting(
                "placement.guard", .number(0...1000), "0.25",
                "What mix takes from a host that would lose its last slot for the largest instance type."),
            Setting(
                "placement.program", .list, "",
                "The program of the algorithm external, by absolute path, and its arguments."),
            Setting("placement.programSeconds", .number(0.01...60), "2", "Seconds it may take."),
            Setting("placement.programOutput", .integer(64...67_108_864), "8388608", "Most bytes it may write."),
            Setting(
                "placement.fallback", .choice(PlacementMethod.names.filter { $0 != "external" }), "worst-fit",
                "What chooses when the program fails."),
            Setting("overcommit.cpu", .number(0.1...64), "4", "Virtual CPUs promised per thread of a host."),
            Setting("overcommit.memory", .number(0.1...4), "1", "Memory promised per byte of a host."),
            Setting("overcommit.disk", .number(0.1...64), "2", "Disk promised per byte of a storage pool."),
            Setting(
                "overcommit.labels", .list, "",
                "Ratios and amounts for hosts of a label, each as 'rack=a1 cpu=2 reserved.memory=8589934592'."),
            Setting("reserved.cpus", .integer(0...4096), "0", "Threads of each host that are not promised."),
            Setting(
                "reserved.memory", .integer(0...1_099_511_627_776), "536870912",
                "Bytes of memory kept for each host itself."),
            Setting(
                "reserved.disk", .integer(0...(1 << 50)), "0",
                "Bytes of each host's standard pool that are not promised."),
        ]
}
