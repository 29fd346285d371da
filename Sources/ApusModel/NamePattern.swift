/// Names of several machines: `web-{n}` counts 1, 2, 3; `web-{n:03}` counts 001, 002, 003.
public struct NamePattern: Hashable, Sendable {
    /// For documentation and OpenAPI.
    public static let rule =
        "must hold {n} or {n:0W} once (W is the width, 1 to 9), and give names of "
        + "lower-case letters, digits and hyphens"

    private let before: Substring
    private let after: Substring
    private let width: Int

    /// nil for a text that is no pattern, or none that gives valid names.
    public init?(_ text: String) {
        guard let open = text.firstIndex(of: "{"), let close = text.firstIndex(of: "}"), open < close else {
            return nil
        }
        let inner = text[open...close]
        before = text[..<open]
        after = text[text.index(after: close)...]
        let digit = inner.dropFirst(4).first?.wholeNumberValue
        switch inner {
        case "{n}": width = 1
        case _ where inner.utf8.count == 6 && inner.hasPrefix("{n:0"):
            guard let digit, (1...9).contains(digit) else { return nil }
            width = digit
        default: return nil
        }
        guard ResourceName.isValid(name(1)) else { return nil }
    }

    /// The name with a number.
    public func name(_ number: Int) -> String {
        let digits = String(number)
        return before + String(repeating: "0", count: max(0, width - digits.count)) + digits + after
    }

    /// The names from 1 to `count`; nil where one of them is too long.
    public func names(_ count: Int) -> [String]? {
        guard count >= 1 else { return nil }
        let names = (1...count).map(name)
        return names.allSatisfy(ResourceName.isValid) ? names : nil
    }
}
