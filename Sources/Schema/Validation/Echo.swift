/// Text from outside, made fit to stand in a message, a log line or on a terminal.
public enum Echo {
    /// The text without quotes: cut to `limit` Unicode scalars, with everything that does not print as itself
    /// (control, format and direction characters, odd spaces) written as `\u{202E}`.
    public static func plain(_ text: String, limit: Int = 64) -> String {
        var echo = ""
        var rest = text.unicodeScalars[...]
        for scalar in rest.prefix(limit) {
            if prints(scalar) { echo.unicodeScalars.append(scalar) } else { echo += code(of: scalar) }
        }
        rest = rest.dropFirst(limit)
        return rest.isEmpty ? echo : echo + "…"
    }

    /// The text in double quotes, cut and escaped as in ``plain(_:limit:)``.
    public static func quoted(_ text: String, limit: Int = 64) -> String { "\"\(plain(text, limit: limit))\"" }

    private static func code(of scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    private static func prints(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
