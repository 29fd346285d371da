import ApusModel
import Schema

extension ResourceSchemas {
    static let disk = Schema.object([
        .required("device", .oneOf(["disk", "cdrom", "floppy", "lun"]), "What it is."),
        .required("target", .words, "The guest's name for it."),
        .optional("bus", .words, "virtio, sata, …"), .optional("source", .words, "Path, pool/volume or protocol:name."),
        .optional("format", .words, "qcow2, raw, …"),
        .required("readOnly", .boolean, "Whether the guest may only read."),
        .optional("capacity", .bytes, "Bytes the guest sees."),
        .optional("allocation", .bytes, "Bytes taken on the host."),
        .optional("bootOrder", .integer(0...Int64.max), "Its place in the boot order."),
        .optional("serial", .words, "What the guest reads as its serial."),
        .optional("cache", .words, "How the host caches."),
        .optional("limits", limits, "What the guest may take of it."),
    ])

    /// The fields of the request; what a host tells may be larger than what Apus takes.
    private static let limits = Schema.object(
        RequestSchemas.diskLimits.fields.map { .optional($0.name, .bytes, $0.summary) })

    static let nic = Schema.object([
        .required("mac", .words, "MAC address."), .required("type", .words, "network, bridge, …"),
        .optional("source", .words, "The network or bridge."), .optional("model", .words, "virtio, …"),
        .required("linkUp", .boolean, "Whether the cable is in."),
        .optional("filter", .words, "The network filter that guards it."),
        .optional("inbound", bandwidth, "Traffic to the guest."),
        .optional("outbound", bandwidth, "Traffic from the guest."),
    ])

    private static let bandwidth = Schema.object([
        .required("average", .bytes, "Bytes per second."), .optional("peak", .bytes, "Bytes per second for a moment."),
        .optional("burst", .bytes, "Bytes that may go at peak."),
    ])

    static let attachedHostDevice = Schema.object([
        .required("kind", .oneOf(HostDevice.Kind.self), "What it is."),
        .required("address", .words, "Where it is on the host, or vendor and product."),
        .optional("alias", .words, "libvirt's name of it in the running VM."),
    ])

    static let hostDevices = Schema.object([
        .required("devices", .array(of: hostDevice, maxCount: 100_000), "USB and PCI devices of the host.")
    ])

    private static let hostDevice = Schema.object([
        .required("kind", .oneOf(HostDevice.Kind.self), "What it is."),
        .required("name", .words, "libvirt's name."),
        .required("address", .words, "As a VM takes it."),
        .optional("vendor", .words, "Four hexadecimal digits."), .optional("product", .words, "The same."),
        .optional("vendorName", .words, "In words."), .optional("productName", .words, "In words."),
        .optional("driver", .words, "The host's driver that has it."),
        .optional("iommuGroup", .integer(0...Int64.max), "PCI devices of one group go together."),
        .optional("usedBy", .words, "The VM that has it."),
    ])
}
