import ApusModel
import Schema

extension ResourceSchemas {
    static let creationPreview = Schema.object([
        .required("name", .words, "The VM's name."), .required("host", .words, "Where it would be made."),
        .required("refusals", .array(of: refusal, maxCount: 100_000), "Why the other hosts were not chosen."),
        .required("cpus", .cpus, "Virtual CPUs."), .required("memory", .bytes, "Bytes of memory."),
        .required(
            "disks",
            .array(
                of: .object([
                    .required("device", .oneOf(["disk", "cdrom"]), "What it is."),
                    .required("bus", .words, "virtio, sata, …"),
                    .required("source", .words, "pool/volume, or a path."),
                    .optional("from", .words, "What it is made from."), .optional("format", .words, "qcow2 or raw."),
                    .optional("size", .bytes, "Bytes, where they are known beforehand."),
                    .required("made", .boolean, "Whether it would be made, and would go with the machine."),
                ])), "Disks and drives."),
        .required("nics", .array(of: nic), "Network interfaces."),
        .optional("xml", .words, "The definition in libvirt's words."),
    ])

    static let creationBatch = Schema.object([
        .required("operations", .array(of: .operation), "One for each machine that was accepted."),
        .required(
            "refused",
            .array(
                of: .object([
                    .required("name", .words, "The machine's name."),
                    .required("problem", .reference("Problem", to: problem), "Why it was not accepted."),
                ])), "Those for which there is no room."),
    ])

    static let machineCapabilities = Schema.object([
        .required(
            "architectures",
            .array(
                of: .object([
                    .required("name", .words, "x86_64, aarch64, …"),
                    .required("machines", .array(of: .words), "Machine types."),
                    .required("maximumCPUs", .integer(0...65_536), "The most virtual CPUs of one machine."),
                    .required("accelerators", .array(of: .oneOf(Accelerator.self)), "Those that the emulator has."),
                    .required("firmware", .array(of: .words), "bios, uefi."),
                    .required("secureBoot", .boolean, "Whether there is a firmware with Secure Boot."),
                    .required("tpm", .boolean, "Whether there is an emulated TPM."),
                    .required("cpuModes", .array(of: .words), "host-passthrough, host-model, maximum."),
                    .required("cpuModels", .array(of: .words), "Named models that work."),
                    .required("diskBuses", .array(of: .words), "virtio, sata, …"),
                    .required("video", .array(of: .words), "Models of video cards."),
                    .required("graphics", .array(of: .words), "vnc, spice, …"),
                ])), "The host's own first.")
    ])

    private static let refusal = Schema.object([
        .required("host", .words, "The host."), .required("reason", .words, "Why it was refused."),
    ])
}
