import ApusModel
import Schema

extension RequestSchemas {
    static let cloneVirtualMachine = Schema.object([
        .required("name", .resourceName, "The copy's name.", example: "web-2"),
        .optional("description", .text(maxLength: 4096), "Free text; the source's when absent."),
        .optional("pool", .reference, "A pool of the source's host for all volumes; that of each disk when absent."),
        .optional("start", .boolean, "Whether the copy starts at once.", default: false),
        .optional(
            "linked", .boolean, "Refused where true: linked copies are made from templates, by template of a create.",
            default: false),
        .optional("cloudInit", cloudInit, "cloud-init by fields, for the copy's first start."),
        .optional("userData", rawSeed, "Raw cloud-init user data, instead of cloudInit's fields."),
        .optional(
            "networkConfig", .string(maxLength: 65_536, characters: .any), "Raw cloud-init network configuration."),
        .optional("vendorData", rawSeed, "Raw cloud-init vendor data."),
    ])

    private static let rawSeed = Schema.string(maxLength: 524_288, characters: .any)
}
