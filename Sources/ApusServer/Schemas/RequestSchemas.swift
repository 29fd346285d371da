import ApusModel
import Schema

/// The bodies of requests. Each is checked against an encoded sample of its ApusModel type, so neither drifts from the other.
enum RequestSchemas {
    static let stopVirtualMachine = Schema.object([
        .optional(
            "graceSeconds", .integer(0...86_400), "Seconds the guest gets before its power is cut; 0 cuts at once.",
            default: 60)
    ])

    static let createProvider = Schema.object([
        .required("name", .resourceName, "The provider's name.", example: "node-1"),
        .required(
            "address", .string(minLength: 1, maxLength: 1024), "In libvirt's URI form.",
            example: "qemu+ssh://root@node-1/system"),
        .optional("pool", .resourceName, "The storage pool for new disks.", default: "apus"),
        .optional(
            "poolPath", .string(minLength: 1, maxLength: 1024, rule: .folder),
            "Its directory, when Apus has to make it."),
        .optional("network", .string(minLength: 1, maxLength: 128), "The network new NICs join.", default: "default"),
        .optional("accelerator", .oneOf(Accelerator.self), "How guests' CPUs run.", default: "auto"),
    ])

    static let createInstanceType = Schema.object([
        .required("name", .resourceName, "The type's name.", example: "small"),
        .required("cpus", .cpus, "Virtual CPUs.", example: 1),
        .required("memory", .memory, "Bytes of memory.", example: 536_870_912),
        .optional("disk", .diskSize, "Bytes of the disk; the image's size when absent."),
    ])
}
