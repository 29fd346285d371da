import ApusModel
import Schema

extension RequestSchemas {
    static let pressKeys = Schema.object(
        [
            .optional(
                "keys", .array(of: .string(minLength: 1, maxLength: 32), minCount: 1, maxCount: 16),
                "Pressed together: ctrl, alt, delete, f1, a, KEY_SYSRQ.", example: ["ctrl", "alt", "delete"]),
            .optional(
                "text", .string(minLength: 1, maxLength: 1024, characters: .text), "Typed as on a US keyboard."),
        ], rules: [.exactlyOne(of: ["keys", "text"])])
}
