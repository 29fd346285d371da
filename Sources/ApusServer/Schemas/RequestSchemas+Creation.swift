import ApusModel
import Schema

extension RequestSchemas {
    static let createVirtualMachine = Schema.object(
        identity + sources + size + parts + hardware + firstStart,
        rules: [
            .atMostOne(of: ["instanceType", "cpus"]), .atMostOne(of: ["instanceType", "memory"]), sized,
            .atMostOne(of: ["image", "volume", "template"]),
            .atLeastOne(of: ["image", "iso", "volume", "template", "disks"]), counted,
            CloudInitYAML.rule,
        ])

    private static let identity: [Schema.Field] = [
        .required(
            "name", .string(minLength: 1, maxLength: 80, rule: .machineName),
            "The VM's name, unique among those Apus makes; with count a pattern such as web-{n} or web-{n:03}.",
            example: "web-1"),
        .optional("count", .integer(1...100), "How many; each is an operation of its own."),
        .optional("title", .string(minLength: 1, maxLength: 128), "A short title."),
        .optional("description", .text(maxLength: 4096), "Free text."),
        .optional(
            "tags", .array(of: .string(minLength: 1, maxLength: 64), maxCount: 64, unique: true), "Words to find it by."
        ),
    ]

    private static let sources: [Schema.Field] = [
        .optional("image", .reference, "The image its first disk is made from.", example: "tiny"),
        .optional("iso", .reference, "A CD-ROM to boot from: an image of format iso or raw, or pool/volume."),
        .optional("driversISO", .reference, "A second CD-ROM, such as drivers for Windows."),
        .optional("volume", .poolVolume, "An existing pool/volume as its first disk; used, not copied, and kept."),
        .optional("template", .reference, "A template whose disks are linked or copied, with a new identity."),
        .optional(
            "clone", .oneOf(CreateVirtualMachine.Clone.self), "An overlay that shares the image, or a full copy.",
            default: "linked"),
    ]

    private static let size: [Schema.Field] = [
        .optional("instanceType", .reference, "A named size, instead of cpus and memory.", example: "small"),
        .optional("cpus", .cpus, "Virtual CPUs."),
        .optional("memory", .memory, "Bytes of memory."),
        .optional("maximumCPUs", .cpus, "The CPUs it may grow to while it runs."),
        .optional("maximumMemory", .memory, "The bytes it may grow to while it runs."),
        .optional(
            "diskSize", .diskSize, "Bytes of the first disk; at least the image's virtual size, which is the default."),
    ]

    private static let parts: [Schema.Field] = [
        .optional("disks", .array(of: disk, maxCount: 24), "More disks, after the first."),
        .optional("nics", .array(of: nic, maxCount: 16), "Network interfaces, instead of the one on network."),
        .optional("host", .reference, "Fixes the host; else placement chooses."),
        .optional("placement", placement, "How the host is chosen, and what it must have."),
        .optional("pool", .resourceName, "The storage pool; the provider's when absent."),
        .optional("network", .string(minLength: 1, maxLength: 128), "The network; the provider's when absent."),
    ]

    private static let hardware: [Schema.Field] = [
        .optional(
            "accelerator", .oneOf(Accelerator.self), "How the guest's CPU runs; the provider's choice when absent."),
        .optional(
            "os", .oneOf(CreateVirtualMachine.GuestSystem.self),
            "Chooses defaults; windows: UEFI, Secure Boot, TPM, SATA, e1000e, local time.", default: "linux"),
        .optional("firmware", .oneOf(CreateVirtualMachine.Firmware.self), "The machine's own when absent."),
        .optional("secureBoot", .boolean, "Whether only signed systems start; needs UEFI."),
        .optional("tpm", .boolean, "Whether it has an emulated TPM 2.0."),
        .optional("machine", .model, "The machine type; see the host's capabilities.", example: "q35"),
        .optional("architecture", .model, "The host's when absent.", example: "x86_64"),
        .optional("cpu", cpu, "The processor that the guest sees."),
        .optional(
            "bootOrder",
            .array(of: .oneOf(CreateVirtualMachine.BootDevice.self), minCount: 1, maxCount: 3, unique: true),
            "What it boots from; disk, then cdrom, when absent."),
        .optional(
            "display", .oneOf(CreateVirtualMachine.Display.self),
            "VNC on a UNIX socket, VNC or SPICE on the host's loopback, or none.", default: "vnc"),
        .optional("video", .model, "The model of the video card.", example: "virtio"),
    ]

    private static let firstStart: [Schema.Field] = [
        .optional("cloudInit", cloudInit, "cloud-init by fields."),
        .optional("userData", raw, "Raw cloud-init user data, instead of cloudInit's fields."),
        .optional(
            "networkConfig", .string(maxLength: 65_536, characters: .any), "Raw cloud-init network configuration."),
        .optional("vendorData", raw, "Raw cloud-init vendor data."),
        .optional("start", .boolean, "Whether it starts at once.", default: true),
    ]

    private static let raw = Schema.string(maxLength: 524_288, characters: .any)

    /// Either a named size or both figures.
    private static let sized = ObjectRule("Has instanceType, or cpus and memory.") { body in
        body["instanceType"] != nil || (body["cpus"] != nil && body["memory"] != nil)
            ? [] : [Fault(pointer: "", code: Fault.required, message: "must have instanceType, or cpus and memory")]
    }

    /// A pattern and a count go together.
    private static let counted = ObjectRule("Has count where name is a pattern, and only there.") { body in
        guard case .string(let name)? = body["name"], (body["count"] == nil) != ResourceName.isValid(name) else {
            return []
        }
        let message = body["count"] == nil ? ResourceName.rule + ", or have a count" : NamePattern.rule
        return [Fault(pointer: "/name", code: "name/grammar", message: message)]
    }

    private static let disk = Schema.object([
        .optional("size", .diskSize, "Bytes; of an empty disk, or at least the image's."),
        .optional("pool", .resourceName, "The storage pool."),
        .optional("format", .oneOf(CreateVirtualMachine.Disk.Format.self), "Of an empty disk.", default: "qcow2"),
        .optional("bus", .oneOf(CreateVirtualMachine.Disk.Bus.self), "How it is attached; the system's default."),
        .optional("cache", .oneOf(CreateVirtualMachine.Disk.Cache.self), "How the host caches."),
        .optional("discard", .boolean, "Whether blocks that the guest discards are freed.", default: true),
        .optional("image", .reference, "The image it is made from."),
        .optional("volume", .poolVolume, "An existing pool/volume, used as it is."),
        .optional(
            "serial", .string(minLength: 1, maxLength: 20, rule: .model), "What the guest reads as its serial number."),
    ])

    private static let nic = Schema.object(
        [
            .optional("network", .string(minLength: 1, maxLength: 128), "A network of the host."),
            .optional("bridge", .device, "A bridge of the host."),
            .optional("openVSwitch", .boolean, "Whether the bridge is one of Open vSwitch.", default: false),
            .optional("device", .device, "A network device of the host, by macvtap."),
            .optional(
                "mode", .oneOf(CreateVirtualMachine.NIC.Mode.self), "How the device is shared.", default: "bridge"),
            .optional(
                "mac", .mac, "Its address; made from the machine's id when absent."),
            .optional("model", .model, "virtio, e1000e, …; the system's default.", example: "virtio"),
            .optional("filter", .string(minLength: 1, maxLength: 128, rule: .model), "A network filter of the host."),
            .optional("linkUp", .boolean, "Whether its cable is plugged in.", default: true),
        ], rules: [.atMostOne(of: ["network", "bridge", "device"])])

    private static let cpu = Schema.object(
        [
            .optional("mode", .oneOf(CreateVirtualMachine.CPU.Mode.self), "The host's processor, or all there is."),
            .optional("model", .model, "A named model.", example: "Skylake-Client"),
            .optional(
                "topology",
                .object([
                    .required("sockets", .cpus, "Sockets."), .optional("dies", .cpus, "Dies per socket.", default: 1),
                    .required("cores", .cpus, "Cores per die."), .required("threads", .cpus, "Threads per core."),
                ]), "Its product is the number of CPUs."),
        ], rules: [.atMostOne(of: ["mode", "model"])])

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
        .optional(
            "passwordHash", .string(minLength: 1, maxLength: 512),
            "The user's password as crypt(5) hashes it, such as $6$…; plain ones are refused."),
        .optional(
            "runCommands", .array(of: .text(minLength: 1, maxLength: 16_384), maxCount: 256),
            "Shell commands that root runs at the end of the first start."),
        .optional(
            "files",
            .array(
                of: .object([
                    .required("path", .string(minLength: 1, maxLength: 255), "Absolute.", example: "/etc/motd"),
                    .required("content", .string(maxLength: 262_144, characters: .any), "Its text."),
                    .optional("permissions", .string(minLength: 3, maxLength: 4), "Octal.", example: "0644"),
                    .optional("owner", .string(minLength: 1, maxLength: 65), "user or user:group.", example: "root"),
                ]), maxCount: 64), "Files that the guest gets."),
        .optional("locale", .string(minLength: 1, maxLength: 64), "The guest's locale.", example: "en_US.UTF-8"),
        .optional("timezone", .string(minLength: 1, maxLength: 64), "The guest's time zone.", example: "Europe/Berlin"),
    ])

    static let rescueVirtualMachine = Schema.object([
        .required("iso", .reference, "An image of format iso or raw, or pool/volume.", example: "rescue-cd")
    ])
}
