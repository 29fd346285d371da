import ApusCore
import ApusModel
import Schema

extension RequestSchemas {
    static let placement = Schema.object([
        .optional("algorithm", .oneOf(PlacementMethod.names), "How a host is chosen; the server's when absent."),
        .optional(
            "mix",
            .object(
                ["pack", "spread", "balance", "dotProduct", "l2Residual"].map {
                    .optional($0, .number(0...1000), "What \($0) counts.")
                }), "The weights of the algorithm mix."),
        .optional("host", .reference, "Fixes the host, like the field of that name beside."),
        .optional(
            "labels", words, "key=value pairs the host must have, such as provider=lab.", example: ["arch=x86_64"]),
        .optional("affinity", words, "Tags: goes to a host of VMs with each, once there are any."),
        .optional("antiAffinity", words, "Tags: goes to a host without a VM of any.", example: ["web"]),
    ])

    private static let words = Schema.array(of: .string(minLength: 1, maxLength: 255), maxCount: 64, unique: true)
}
