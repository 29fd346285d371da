import ApusCore
import ApusModel
import Schema

extension RequestSchemas {
    static let attachDisk = Schema.object(
        [
            .optional("size", .diskSize, "Bytes of a new disk.", example: 10_737_418_240),
            .optional("pool", .string(minLength: 1, maxLength: 128), "Of the new disk; the provider's when absent."),
            .optional("format", .oneOf(Image.Format.usable.map(\.rawValue)), "Of the new disk.", default: "qcow2"),
            .optional(
                "volume", .poolVolume, "An existing volume, pool/volume.", example: "apus/data.qcow2"),
            .optional("device", .oneOf(AttachDisk.Device.self), "A disk, or an empty CD-ROM drive.", default: "disk"),
            .optional("bus", .oneOf(AttachDisk.Bus.self), "virtio; sata for a CD-ROM drive."),
            .optional("target", .target, "The guest's name for it; the first free one when absent."),
            .optional("readOnly", .boolean, "Whether the guest may only read.", default: false),
            .optional("cache", .oneOf(AttachDisk.Cache.self), "How the host caches; QEMU's own choice when absent."),
            .optional("discard", .boolean, "Whether blocks the guest discards are freed.", default: true),
            .optional("serial", .serial, "What the guest reads as its serial."),
            .optional("bootOrder", .integer(1...255), "Its place in the boot order."),
        ],
        rules: [.atMostOne(of: ["size", "volume"]), sourced])

    /// A drive may be empty, a disk not.
    private static let sourced = ObjectRule("A disk has size or volume; a CD-ROM drive has no size.") { body in
        let hasSource = body["size"] != nil || body["volume"] != nil
        guard body["device"] == "cdrom" else {
            return hasSource
                ? [] : [Fault(pointer: "", code: Fault.required, message: "must have size or volume")]
        }
        return body["size"] == nil
            ? [] : [Fault(pointer: "/size", code: Fault.fields, message: "a CD-ROM drive has no size")]
    }

    static let changeDisk = Schema.object(
        [
            .optional("size", .diskSize, "Bytes it is to have; more than now."),
            .optional("limits", diskLimits, "What the guest may take; 0 is no limit, absent stays as it is."),
            .optional("serial", .serial, "What the guest reads as its serial from its next start."),
        ], rules: [.atLeastOne(of: ["size", "limits", "serial"])])

    static let diskLimits = Schema.object(
        [
            .optional("bytesPerSecond", .limit, "Bytes per second, both ways."),
            .optional("readBytesPerSecond", .limit, "Bytes per second that are read."),
            .optional("writeBytesPerSecond", .limit, "Bytes per second that are written."),
            .optional("operationsPerSecond", .limit, "Operations per second, both ways."),
            .optional("readOperationsPerSecond", .limit, "Reads per second."),
            .optional("writeOperationsPerSecond", .limit, "Writes per second."),
            .optional("bytesPerSecondBurst", .limit, "The same for a moment."),
            .optional("readBytesPerSecondBurst", .limit, "The same for a moment."),
            .optional("writeBytesPerSecondBurst", .limit, "The same for a moment."),
            .optional("operationsPerSecondBurst", .limit, "The same for a moment."),
            .optional("readOperationsPerSecondBurst", .limit, "The same for a moment."),
            .optional("writeOperationsPerSecondBurst", .limit, "The same for a moment."),
        ], rules: [oneWay("bytes", "Bytes"), oneWay("operations", "Operations")])

    /// libvirt takes a limit of both ways, or one of each.
    private static func oneWay(_ both: String, _ each: String) -> ObjectRule {
        ObjectRule("Limits both ways together, or each of them.") { body in
            func isSet(_ name: String) -> Bool { body[name].map { $0 != 0 } ?? false }
            let parts = ["read\(each)PerSecond", "write\(each)PerSecond"]
            guard isSet("\(both)PerSecond"), parts.contains(where: isSet) else { return [] }
            return [
                Fault(
                    pointer: "/\(both)PerSecond", code: Fault.fields,
                    message: "must not stand beside \(parts.joined(separator: " or "))")
            ]
        }
    }

    static let insertMedia = Schema.object(
        [
            .optional("image", .reference, "An image of raw format.", example: "installer"),
            .optional("volume", .poolVolume, "A volume, pool/volume.", example: "isos/installer.iso"),
            .optional("force", .boolean, "Also where the guest has locked the tray.", default: false),
        ], rules: [.exactlyOne(of: ["image", "volume"])])

    static let attachNIC = Schema.object(
        [
            .optional("network", .string(minLength: 1, maxLength: 128), "A network of the host.", example: "default"),
            .optional("bridge", .interfaceName, "A bridge of the host.", example: "br0"),
            .optional("openVSwitch", .boolean, "Whether the bridge is one of Open vSwitch.", default: false),
            .optional("device", .interfaceName, "A device of the host, shared by macvtap.", example: "eth0"),
            .optional("mode", .oneOf(AttachNIC.Mode.self), "How the device is shared.", default: "bridge"),
            .optional("mac", .mac, "A unicast address; chosen when absent.", example: "52:54:00:12:34:56"),
            .optional("model", .oneOf(AttachNIC.Model.self), "What the guest sees.", default: "virtio"),
            .optional("filter", .plainName, "A network filter of libvirt.", example: "clean-traffic"),
            .optional("linkUp", .boolean, "Whether the cable is in.", default: true),
            .optional("inbound", bandwidth, "Traffic to the guest."),
            .optional("outbound", bandwidth, "Traffic from the guest."),
        ],
        rules: [
            .exactlyOne(of: ["network", "bridge", "device"]), needs("openVSwitch", "bridge"), needs("mode", "device"),
        ])

    private static func needs(_ name: String, _ other: String) -> ObjectRule {
        ObjectRule("Has \(name) only with \(other).") { body in
            body[name] == nil || body[other] != nil
                ? [] : [Fault(pointer: "/\(name)", code: Fault.fields, message: "belongs to \(other) only")]
        }
    }

    static let changeNIC = Schema.object(
        [
            .optional("linkUp", .boolean, "Whether the cable is in."),
            .optional("network", .string(minLength: 1, maxLength: 128), "Another network of the host."),
            .optional("filter", .filterOrNone, "A network filter of libvirt; empty takes it away."),
            .optional("inbound", bandwidth, "Traffic to the guest."),
            .optional("outbound", bandwidth, "Traffic from the guest."),
        ], rules: [.atLeastOne(of: ["linkUp", "network", "filter", "inbound", "outbound"])])

    static let bandwidth = Schema.object([
        .required("average", .kibibytes, "Bytes per second, in whole KiB; 0 is no limit.", example: 1_048_576),
        .optional("peak", .kibibytes, "Bytes per second for a moment."),
        .optional("burst", .kibibytes, "Bytes that may go at peak."),
    ])

    static let attachHostDevice = Schema.object(
        [
            .optional("usb", usb, "A USB device."),
            .optional(
                "pci", .string(minLength: 12, maxLength: 12, rule: .pciAddress), "A PCI device.",
                example: "0000:03:00.0"),
        ], rules: [.exactlyOne(of: ["usb", "pci"])])

    private static let usb = Schema.object(
        [
            .optional(
                "vendor", .string(minLength: 4, maxLength: 4, rule: .usbID), "As lsusb shows it.", example: "046d"),
            .optional("product", .string(minLength: 4, maxLength: 4, rule: .usbID), "As lsusb shows it."),
            .optional("bus", .integer(1...999), "As lsusb shows it."),
            .optional("device", .integer(1...999), "As lsusb shows it."),
        ],
        rules: [
            ObjectRule("Has vendor and product, or bus and device.") { body in
                let named = ["vendor", "product"].count { body[$0] != nil }
                let placed = ["bus", "device"].count { body[$0] != nil }
                return (named, placed) == (2, 0) || (named, placed) == (0, 2)
                    ? []
                    : [
                        Fault(
                            pointer: "", code: Fault.fields,
                            message: "must have vendor and product, or bus and device")
                    ]
            }
        ])
}

extension Schema {
    static var poolVolume: Schema { .string(minLength: 3, maxLength: 384, rule: .poolVolume) }
    static var target: Schema { .string(minLength: 3, maxLength: 4, rule: .target) }
    static var mac: Schema { .string(minLength: 17, maxLength: 17, rule: .mac) }
    static var plainName: Schema { .string(minLength: 1, maxLength: 64, rule: .plainName) }
    /// Names of Linux devices have 15 characters at most (IFNAMSIZ).
    static var interfaceName: Schema { .string(minLength: 1, maxLength: 15, rule: .plainName) }
    static var filterOrNone: Schema { .string(maxLength: 64, rule: .filterOrNone) }
    /// QEMU cuts virtio serials after 20 characters.
    static var serial: Schema { .string(minLength: 1, maxLength: 20, rule: .serial) }
    /// A limit of disks; QEMU's largest is 10^15.
    static var limit: Schema { .integer(0...1_000_000_000_000_000) }
    /// libvirt counts traffic in KiB, in 32 bits.
    static var kibibytes: Schema { .integer(0...(4_294_967_295 * 1024), multipleOf: 1024) }
}

extension StringRule {
    /// Never a path of a host: a volume of one of its pools.
    static let poolVolume = StringRule(code: "path/outside-pool", message: DeviceText.volumeRule) {
        DeviceText.volume($0) != nil
    }
    static let target = StringRule(
        code: "target", pattern: "^(vd|sd|hd)[a-z]{1,2}$", message: DeviceText.targetRule, accepts: DeviceText.isTarget)
    static let mac = StringRule(code: "mac", pattern: NetworkWords.macPattern, message: NetworkWords.macRule) {
        NetworkWords.mac($0) != nil
    }
    static let plainName = StringRule(
        code: "name/grammar", pattern: DeviceText.namePattern, message: DeviceText.nameRule,
        accepts: DeviceText.isName)
    static let filterOrNone = StringRule(code: "name/grammar", message: DeviceText.nameRule + ", or empty") {
        $0.isEmpty || DeviceText.isName($0)
    }
    static let serial = StringRule(
        code: "serial", pattern: "^[A-Za-z0-9_.+-]+$", message: "must be letters, digits and _ . + -"
    ) { text in
        text.utf8.allSatisfy { byte in
            DeviceText.isName(String(decoding: [byte], as: UTF8.self)) || "_.+-".utf8.contains(byte)
        }
    }
    static let pciAddress = StringRule(
        code: "address", pattern: "^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[01][0-9A-Fa-f]\\.[0-7]$",
        message: "must be an address such as 0000:03:00.0"
    ) {
        if case .pci? = HostDeviceAddress($0) { true } else { false }
    }
    static let usbID = StringRule(
        code: "address", pattern: "^[0-9A-Fa-f]{4}$", message: "must be four hexadecimal digits"
    ) { $0.utf8.count == 4 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
}
