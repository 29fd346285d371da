import ApusModel
import Schema

extension RequestSchemas {
    static let createSnapshot = Schema.object([
        .optional(
            "name", .resourceName, "Unique within the VM; the date and time in UTC when absent.",
            example: "before-upgrade"),
        .optional("description", .text(maxLength: 4096), "Free text."),
        .optional(
            "memory", .boolean,
            "Whether a running guest's memory is kept, so that it goes on where it was; the guest is paused meanwhile."),
        .optional(
            "quiesce", .oneOf(CreateSnapshot.Quiesce.self),
            "Whether the guest's agent freezes its file systems meanwhile; auto does where it answers.", default: "auto"
        ),
        .optional(
            "disks", .array(of: .string(minLength: 1, maxLength: 32), maxCount: 256),
            "Targets of the disks to take; all that the guest can write to when absent."),
        .optional(
            "kind", .oneOf(CreateSnapshot.Kind.self),
            "Within the images, or as images of their own; auto follows the VM's other snapshots and its state.",
            default: "auto"),
    ])

    static let revertSnapshot = Schema.object([
        .optional("start", .boolean, "Whether the VM runs afterwards; as it did at the snapshot when absent.")
    ])
}

extension ResourceSchemas {
    static let snapshot = Schema.object([
        .required("id", .uuid, "Made from the VM's UUID and the name."), .required("name", .words, "Its name."),
        .required("vm", .uuid, "The VM."), .required("vmName", .words, "The VM's name."),
        .required("host", .uuid, "The host."), .required("hostName", .words, "The host's name."),
        .required("kind", .oneOf(VirtualMachineSnapshot.Kind.self), "Within the images, or as images of their own."),
        .required("state", .oneOf(VirtualMachineState.self), "What the VM did when it was taken."),
        .required("withMemory", .boolean, "Whether the guest goes on where it was."),
        .optional("description", .words, "Free text."), .optional("createdAt", .time, "When it was taken."),
        .optional("parent", .words, "The snapshot it was taken after."),
        .required("isCurrent", .boolean, "Whether the VM stands on it."),
        .required("children", .integer(0...Int64.max), "How many were taken after it."),
        .required("disks", .array(of: .words), "The disks it holds."),
        .optional("staleSince", .time, "Since when its host has not answered."),
    ])
}
