/// Keys for a machine's keyboard: either some pressed together, or a text.
public struct PressKeys: Codable, Hashable, Sendable {
    /// By name: `ctrl`, `alt`, `delete`, `f1`, `a`, or as Linux has them: `KEY_SYSRQ`. Pressed together.
    public var keys: [String]?
    /// Typed as on a US keyboard.
    public var text: String?

    public init(keys: [String]? = nil, text: String? = nil) {
        self.keys = keys
        self.text = text
    }
}
