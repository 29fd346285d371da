/// The first line of an asciicast v2 file (https://docs.asciinema.org/manual/asciicast/v2/).
public struct AsciicastHeader: Hashable, Sendable {
    /// Characters across and down; a reader takes what is out of 1 to 1000 as the nearest there may be.
    public var width: Int
    public var height: Int
    /// When it began, in seconds since 1970.
    public var timestamp: Int64?
    public var title: String?
    /// `TERM` and `SHELL`, as is customary.
    public var environment: [String: String]
    /// Members of the header that no player knows: whose machine it was, for instance.
    public var extras: [String: String]

    public init(
        width: Int, height: Int, timestamp: Int64? = nil, title: String? = nil, environment: [String: String] = [:],
        extras: [String: String] = [:]
    ) {
        (self.width, self.height) = (width, height)
        (self.timestamp, self.title) = (timestamp, title)
        (self.environment, self.extras) = (environment, extras)
    }

    /// The line, with its newline.
    func line() -> [UInt8] {
        var members = ["\"version\": 2", "\"width\": \(width)", "\"height\": \(height)"]
        if let timestamp { members.append("\"timestamp\": \(timestamp)") }
        if let title { members.append("\"title\": \(JSONText.quoted(title))") }
        if !environment.isEmpty { members.append("\"env\": {\(JSONText.members(environment))}") }
        if !extras.isEmpty { members.append(JSONText.members(extras)) }
        return Array("{\(members.joined(separator: ", "))}\n".utf8)
    }
}

/// JSON as it is written here.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var escaped = EscapedText()
        var bytes: [UInt8] = []
        escaped.append(Array(text.utf8)[...], to: &bytes)
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }

    static func members(_ pairs: [String: String]) -> String {
        pairs.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" }.joined(separator: ", ")
    }
}
