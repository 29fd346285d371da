import ApusModel
import Schema

extension RequestSchemas {
    static let exportVirtualMachine = Schema.object([
        .optional(
            "format", .oneOf(ExportVirtualMachine.Format.self),
            "A file of this format for each disk, or one OVA package for VMware and VirtualBox.", default: "qcow2"),
        .optional(
            "disk", .string(minLength: 1, maxLength: 32), "The target of the one disk to export; all when absent.",
            example: "vda"),
    ])
}

extension ResourceSchemas {
    static let machineExport = Schema.object([
        .required(
            "files",
            .array(
                of: .object([
                    .required("name", .words, "The file, as `/export/{file}` names it."),
                    .required("size", .bytes, "Bytes of the file."),
                ]), maxCount: 256), "What can be fetched.")
    ])
}
