import ApusModel
import Schema

/// Pools and volumes in answers.
extension ResourceSchemas {
    static let poolSource = Schema.object([
        .optional("host", .words, "A server."), .optional("path", .words, "Its export."),
        .optional("device", .words, "A block device or target."), .optional("name", .words, "A volume group."),
        .optional("format", .words, "nfs, lvm2, …"),
    ])

    static let volume = Schema.object([
        .required("id", .uuid, "UUID version 5 of the volume's name in the namespace of the pool's UUID."),
        .required("name", .words, "Its name in its pool."), .required("pool", .words, "The pool's name."),
        .required("poolID", .uuid, "The pool."), .required("host", .uuid, "The host."),
        .required("hostName", .words, "The host's name."), .required("type", .oneOf(Volume.Kind.self), "What it is."),
        .optional("format", .words, "qcow2, raw, …, as the host reads it."),
        .required("capacity", .bytes, "Bytes a guest sees."),
        .required("allocation", .bytes, "Bytes taken from the pool."),
        .optional("physical", .bytes, "Bytes of the file or device."), .required("path", .words, "Where it lies."),
        .optional("backingPath", .words, "The image below it."),
        .optional("backingFormat", .words, "What that is."),
        .required("usedBy", .array(of: .words), "VMs that have it as a disk."),
        .required("backs", .array(of: .words), "Volumes that are built on it."),
        .optional("owner", .words, "The VM Apus made it for."), .optional("image", .words, "The image at its path."),
        .required("use", .oneOf(Volume.Use.self), "What it is there for."),
        .optional("staleSince", .time, "Since when its host has not answered."),
    ])

    static let poolUsage = Schema.object([
        .required("pool", .uuid, "The pool."), .required("name", .words, "Its name."),
        .required("hostName", .words, "The host's name."), .required("capacity", .bytes, "Bytes."),
        .required("allocation", .bytes, "Bytes taken."), .required("available", .bytes, "Bytes left."),
        .required("used", .number(0...Double.greatestFiniteMagnitude), "Percent taken."),
        .required("promised", .bytes, "Bytes that guests may come to fill."),
        .required("overcommit", .number(0...Double.greatestFiniteMagnitude), "promised over capacity."),
        .required("volumes", .integer(0...Int64.max), "How many volumes."),
        .required("shares", .map(of: share), "Volumes by what they are there for."),
        .required("largest", .array(of: usageItem), "The largest by what they take, at most twenty."),
        .required("orphans", .array(of: usageItem), "What was left behind by VMs that are gone."),
    ])

    private static let share = Schema.object([
        .required("volumes", .integer(0...Int64.max), "How many."), .required("allocation", .bytes, "Bytes taken."),
    ])

    private static let usageItem = Schema.object([
        .required("id", .uuid, "The volume."), .required("name", .words, "Its name."),
        .required("capacity", .bytes, "Bytes a guest sees."), .required("allocation", .bytes, "Bytes taken."),
        .required("use", .oneOf(Volume.Use.self), "What it is there for."),
        .optional("owner", .words, "The VM Apus made it for."),
        .required("usedBy", .array(of: .words), "VMs that have it."),
    ])

    static let storagePlan = Schema.object([
        .required("kind", .words, "pool or volume."), .required("id", .uuid, "Its id."),
        .required("name", .words, "Its name."), .required("hostName", .words, "The host's name."),
        .required("deletes", .array(of: .words), "What goes."),
        .required("keeps", .array(of: .words, maxCount: 1_000_000), "What stays."),
    ])
}
