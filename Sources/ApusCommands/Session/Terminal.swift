import Rainbow

/// Where text goes, and how it may look there.
struct Terminal: Sendable {
    let surroundings: Surroundings

    init(_ surroundings: Surroundings = .current) { self.surroundings = surroundings }

    /// A terminal that moves its cursor; `TERM=dumb` does not.
    var isErrorInteractive: Bool { surroundings.isErrorTerminal && !isDumb }

    /// Whether a stream shows colours: only a terminal, and never with `NO_COLOR` (no-color.org) or `TERM=dumb`.
    func hasColors(_ stream: Surroundings.Stream) -> Bool {
        let isTerminal = stream == .output ? surroundings.isOutputTerminal : surroundings.isErrorTerminal
        return isTerminal && !isDumb && surroundings.variable("NO_COLOR") == nil
    }

    func paint(_ stream: Surroundings.Stream) -> Paint { Paint(isOn: hasColors(stream)) }

    /// A line of results.
    func print(_ line: String) throws { try surroundings.write(.output, line + "\n") }

    /// A line for the person, kept out of results.
    func note(_ line: String) throws { try surroundings.write(.error, line + "\n") }

    private var isDumb: Bool { surroundings.variable("TERM") == "dumb" }
}

/// Puts colours around text, or leaves it alone.
struct Paint: Sendable {
    enum Tone: Hashable, Sendable { case plain, good, bad, attention, faint, strong }

    let isOn: Bool

    func callAsFunction(_ text: String, _ tone: Tone) -> String {
        let codes = Self.codes(tone)
        guard isOn, !codes.isEmpty, !text.isEmpty else { return text }
        return "\u{1B}[" + codes.map { String($0) }.joined(separator: ";") + "m" + text + "\u{1B}[0m"
    }

    private static func codes(_ tone: Tone) -> [UInt8] {
        switch tone {
        case .plain: []
        case .good: NamedColor.green.value
        case .bad: NamedColor.red.value
        case .attention: NamedColor.yellow.value
        case .faint: Style.dim.value
        case .strong: Style.bold.value
        }
    }
}
