import ApusModel
import Schema

/// The bodies of requests. Each is checked against an encoded sample of its ApusModel type, so neither drifts from the other.
enum RequestSchemas {
    static let createVirtualMachine = Schema.object(
        [
            .required("name", .resourceName, "The VM's name, unique among those Apus makes.", example: "web-1"),
            .required("image", .reference, "The image its disk is made from.", example: "tiny"),
            .optional("instanceType", .reference, "A named size, instead of cpus and memory.", example: "small"),
            .optional("cpus", .cpus, "Virtual CPUs."),
            .optional("memory", .memory, "Bytes of memory."),
            .optional(
                "diskSize", .diskSize, "Bytes of the disk; at least the image's virtual size, which is the default."),
            .optional(
                "clone", .oneOf(CreateVirtualMachine.Clone.self), "An overlay that shares the image, or a full copy.",
                default: "linked"),
            .optional("host", .reference, "Fixes the host; else placement chooses."),
            .optional("pool", .resourceName, "The storage pool; the provider's when absent."),
            .optional("network", .string(minLength: 1, maxLength: 128), "The network; the provider's when absent."),
            .optional(
                "accelerator", .oneOf(Accelerator.self), "How the guest's CPU runs; the provider's choice when absent."),
            .optional("description", .text(maxLength: 4096), "Free text."),
            .optional("cloudInit", cloudInit, "cloud-init by fields."),
            .optional(
                "userData", .string(maxLength: 524_288, characters: .any),
                "Raw cloud-init user data, instead of cloudInit's fields."),
            .optional("start", .boolean, "Whether it starts at once.", default: true),
        ],
        rules: [.atMostOne(of: ["instanceType", "cpus"]), .atMostOne(of: ["instanceType", "memory"]), sized])

    /// Either a named size or both figures.
    private static let sized = ObjectRule("Has instanceType, or cpus and memory.") { body in
        body["instanceType"] != nil || (body["cpus"] != nil && body["memory"] != nil)
            ? [] : [Fault(pointer: "", code: Fault.required, message: "must have instanceType, or cpus and memory")]
    }

    static let cloudInit = Schema.object([
        .optional(
            "hostname", .string(minLength: 1, maxLength: 63), "The guest's host name; the VM's name when absent."),
        .optional("user", .string(minLength: 1, maxLength: 32), "A user to make, with sudo.", example: "ada"),
        .optional(
            "sshKeys", .array(of: .string(minLength: 1, maxLength: 16_384), maxCount: 64),
            "Public SSH keys of that user (or of the image's standard user)."),
        .optional(
            "packages", .array(of: .string(minLength: 1, maxLength: 128), maxCount: 256),
            "Packages to install at first boot."),
    ])

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

    static let createImage = Schema.object([
        .required("name", .resourceName, "The image's name.", example: "tiny"),
        .required(
            "path", .string(minLength: 1, maxLength: 1024), "Absolute path on the hosts, beneath images.directories.",
            example: "/var/lib/apus/images/tiny.qcow2"),
        .optional(
            "format", .oneOf(Image.Format.self), "What the file is; checked against its header.", default: "qcow2"),
        .optional("host", .reference, "A host to look at the file on."),
    ])

    static let createInstanceType = Schema.object([
        .required("name", .resourceName, "The type's name.", example: "small"),
        .required("cpus", .cpus, "Virtual CPUs.", example: 1),
        .required("memory", .memory, "Bytes of memory.", example: 536_870_912),
        .optional("disk", .diskSize, "Bytes of the disk; the image's size when absent."),
    ])
}
