import ApusModel

/// The name that a machine gets on its host when people ask for any text: `My "test" vm` is `my-test-vm`.
enum CourseName {
    /// - Parameter attempt: from 0; others get a number behind, where the plain one is taken.
    static func safe(_ asked: String, attempt: Int) -> String {
        var name = ""
        for scalar in asked.lowercased().unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain { name.unicodeScalars.append(scalar) } else if name.last != "-" { name += "-" }
        }
        // Room for a number, within the 63 characters of a host name.
        let trimmed = trim(trim(name).prefix(57))
        let base = trimmed.isEmpty ? "vm" : trimmed
        return attempt == 0 ? base : "\(base)-\(attempt + 1)"
    }

    private static func trim(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
    }
}
