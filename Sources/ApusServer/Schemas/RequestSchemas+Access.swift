import ApusModel
import Schema

extension RequestSchemas {
    static let createToken = Schema.object([
        .required("name", .resourceName, "Whose it is, or what for.", example: "ada"),
        .required("role", .oneOf(Role.self), "What it may do.", example: "operator"),
        .optional("expires", .time, "From when on it opens nothing; never when absent."),
    ])

    static let signIn = Schema.object(
        [
            .optional("token", .string(minLength: 1, maxLength: 512), "A token."),
            .optional("ticket", .string(minLength: 1, maxLength: 128), "A one-time ticket for `session`."),
        ], rules: [.exactlyOne(of: ["token", "ticket"])])

    static let createTicket = Schema.object(
        [
            .required("for", .oneOf(CreateTicket.Purpose.self), "What it opens.", example: "display"),
            .optional("vm", Schema.reference.nullable, "The VM of a display, console or ssh."),
            .optional("host", Schema.reference.nullable, "The host of a shell."),
            .optional("viewOnly", .boolean, "A display that takes no keys.", default: false),
        ],
        rules: [
            ObjectRule("display, console and ssh want `vm`, shell wants `host`.") { object in
                let wanted: [String] =
                    switch object["for"] {
                    case .string("shell"): ["host"]
                    case .string("session"): []
                    default: ["vm"]
                    }
                return ["vm", "host"].compactMap { name in
                    let isThere = object[name].map { $0 != .null } ?? false
                    guard isThere != wanted.contains(name) else { return nil }
                    return Fault(
                        pointer: "/" + name, code: Fault.fields,
                        message: isThere ? "does not belong to this purpose" : "is needed for this purpose")
                }
            }
        ])
}

extension ResourceSchemas {
    static let token = Schema.object(
        tokenFields + [
            .required("sessions", .integer(0...100_000), "Browsers that are signed in with it.")
        ])

    static let tokenList = Schema.object([
        .required("items", .array(of: .reference("Token", to: token), maxCount: 1000), "By name.")
    ])

    static let createdToken = Schema.object(
        tokenFields + [
            .required("secret", .words, "The token itself, told this once.")
        ])

    private static let tokenFields: [Schema.Field] = [
        .required("id", .uuid, "The token's id."), .required("name", .words, "Whose it is, or what for."),
        .required("role", .oneOf(Role.self), "What it may do."),
        .required("createdAt", .time, "When it was made."),
        .optional("expires", .time, "From when on it opens nothing."),
    ]

    static let signedIn = Schema.object([
        .required("name", .words, "The token's name."), .required("role", .oneOf(Role.self), "What it may do."),
        .optional("expires", .time, "When the session, or the token, ends at the latest."),
    ])

    static let issuedTicket = Schema.object([
        .required("ticket", .words, "For one use."),
        .required("path", .words, "Where it is used, without the server's prefix."),
        .required("expires", .time, "From when on it is worth nothing."),
        .optional("page", .words, "Where people find the page, where that was configured."),
    ])
}
