/// Texts that a guest says of itself: its own choice, so cut to a length and freed of what steers terminals and pages.
enum GuestText {
    /// Characters of one text.
    static let length = 255
    /// Elements of one list.
    static let count = 256

    /// nil for a text of which nothing is left.
    static func clean(_ text: String?) -> String? {
        guard let text else { return nil }
        let shown = text.unicodeScalars.prefix(4 * length).lazy.filter { !isHidden($0) }.prefix(length)
        var clean = String.UnicodeScalarView()
        clean.append(contentsOf: shown)
        return clean.isEmpty ? nil : String(clean)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
