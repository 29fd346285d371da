import ApusModel
import Schema

extension ResourceSchemas {
    static let provider = Schema.object([
        .required("id", .uuid, "The provider's id."),
        .required("number", .integer(0...Int64.max), "A number for people."),
        .required("name", .words, "Its name."), .required("kind", .oneOf(Provider.Kind.self), "What it is."),
        .required("address", .words, "Its address."),
        .required(
            "settings",
            .object([
                .required("pool", .words, "The storage pool for new disks."),
                .optional("poolPath", .words, "Its directory."),
                .required("network", .words, "The network new NICs join."),
                .required("accelerator", .oneOf(Accelerator.self), "How guests' CPUs run."),
            ]), "What new machines get there."),
        .required("createdAt", .time, "When it was added."),
        .required("state", .oneOf(Provider.State.self), "Whether it answers."),
        .optional("fault", .words, "Why it does not."), .optional("lastSeen", .time, "When it last answered."),
        .optional("configured", .boolean, "Whether it stands in the server's configuration file."),
    ])

    static let host = Schema.object([
        .required("id", .uuid, "The host's id."), .required("number", .integer(0...Int64.max), "A number for people."),
        .required("name", .words, "Its name."), .required("provider", .uuid, "The provider that brings it."),
        .required("providerName", .words, "That provider's name."),
        .required("state", .oneOf(Host.State.self), "Whether it answers."),
        .optional("mode", .oneOf(Host.Mode.self), "Why it takes no new VMs; absent where it does."),
        .optional("fault", .words, "Why it does not."), .optional("lastSeen", .time, "When it last answered."),
        .required("arch", .words, "Architecture."), .required("cpus", .integer(0...65_536), "Threads of the machine."),
        .required("cpuModel", .words, "CPU model."), .required("memory", .bytes, "Bytes of memory."),
        .required("memoryFree", .bytes, "Bytes of memory not in use."),
        .required("hypervisor", .words, "QEMU, Test, …"),
        .required("hypervisorVersion", .words, "Its version."),
        .required("libvirtVersion", .words, "libvirt's version."),
        .required("accelerators", .array(of: .oneOf(Accelerator.self)), "Those that truly work, best first."),
        .required("warnings", .array(of: .words), "What is wrong or noteworthy."),
        .required("cpusAllocated", .integer(0...Int64.max), "Virtual CPUs promised."),
        .required("memoryAllocated", .bytes, "Bytes of memory promised."),
        .required("vms", .array(of: .words, maxCount: 100_000), "Names of its VMs."),
        .required(
            "capabilities", .array(of: .oneOf(HostCapability.self)),
            "What Apus can do there; empty where it is not known."),
        .required("labels", .map(of: .words), "Words to choose hosts by."),
        .optional("overcommit", hostOvercommit, "Its own ratios; the server's where absent."),
        .optional("reserved", hostReserved, "Its own reservations; the server's where absent."),
    ])

    static let instanceType = Schema.object([
        .required("id", .uuid, "The type's id."), .required("number", .integer(0...Int64.max), "A number for people."),
        .required("name", .words, "Its name."), .required("cpus", .cpus, "Virtual CPUs."),
        .required("memory", .bytes, "Bytes of memory."), .optional("disk", .bytes, "Bytes of the disk."),
        .required("createdAt", .time, "When it was added."),
    ])

    static let pool = Schema.object([
        .required("id", .uuid, "The pool's id."), .required("name", .words, "Its name."),
        .required("host", .uuid, "The host."),
        .required("hostName", .words, "The host's name."),
        .required("state", .oneOf(StoragePool.State.self), "Its state."),
        .required("type", .words, "dir, netfs, logical, …"), .optional("path", .words, "Its directory."),
        .required("capacity", .bytes, "Bytes."), .required("allocation", .bytes, "Bytes."),
        .required("available", .bytes, "Bytes."),
        .required("autostart", .boolean, "Whether it starts with its host."),
        .required("persistent", .boolean, "Whether its definition outlives its activity."),
        .optional("source", poolSource, "Where its storage comes from."),
        .required("volumes", .integer(0...Int64.max), "How many volumes it has."),
        .optional("promised", .bytes, "The sum of its volumes' capacities: what guests may come to take."),
        .optional("staleSince", .time, "Since when its host, or the host's storage, has not answered."),
    ])

    static let hostChecks = Schema.object([
        .required(
            "checks",
            .array(
                of: .object([
                    .required("name", .words, "What was looked at."),
                    .required("state", .oneOf(["ok", "warning", "failed"]), "The result."),
                    .required("detail", .words, "What was found, and what to do."),
                ])), "What doctor found.")
    ])

    static let health = Schema.object([
        .required("ready", .boolean, "Whether requests are served; true even with dead hosts."),
        .required("version", .words, "The server's version."),
        .required("providers", .integer(0...Int64.max), "How many there are."),
        .required("unreachable", .array(of: .words), "Which of them do not answer."),
    ])
}
