/// The way from the root of a value to a place in it (RFC 6901).
struct JSONPointer: Sendable {
    enum Step: Sendable {
        case key(String)
        case index(Int)
    }

    var steps: [Step] = []

    /// The pointer as text. It is put together only when a fault needs it.
    var text: String { steps.map { "/" + Self.token($0) }.joined() }

    private static func token(_ step: Step) -> String {
        switch step {
        case .index(let index): String(index)
        case .key(let key): escape(Echo.plain(key))
        }
    }

    /// `~` and `/` as `~0` and `~1`.
    static func escape(_ key: String) -> String {
        key.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
}
