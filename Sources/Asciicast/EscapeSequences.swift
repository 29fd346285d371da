/// Follows the control sequences of a terminal (ECMA-48) through bytes that come in pieces. What does not end is given up, so that
/// nothing a guest sends makes it keep more than ``limit`` bytes.
struct EscapeSequences: Sendable {
    enum Part: Sendable {
        /// The byte stands outside of any sequence.
        case byte
        /// `ESC [ … final`, whole: see ``sequence``.
        case control
        /// `ESC x`, with intermediate bytes: see ``sequence``.
        case escape
        /// OSC, DCS, APC, PM or SOS, whole or given up; what it says is not kept.
        case string
    }

    /// The most bytes of a string that is waited for; a control sequence is given up earlier.
    static let limit = 65_536
    private static let controlLimit = 256

    private enum State: Sendable { case ground, escape, control, string, stringEscape }
    private var state = State.ground
    /// The last sequence.
    private(set) var sequence: [UInt8] = []
    private var length = 0

    /// Whether the next byte stands outside of any sequence, unless it begins one.
    var isOutside: Bool { state == .ground }

    mutating func next(_ byte: UInt8) -> Part? {
        switch state {
        case .ground: return ground(byte)
        case .escape: return escape(byte)
        case .control: return control(byte)
        case .string, .stringEscape: return string(byte)
        }
    }

    private mutating func ground(_ byte: UInt8) -> Part? {
        guard byte == 0x1B else { return .byte }
        begin()
        return nil
    }

    private mutating func escape(_ byte: UInt8) -> Part? {
        if byte == 0x1B { return nil }
        sequence.append(byte)
        switch byte {
        case 0x5B where sequence.count == 2: state = .control
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F:
            guard sequence.count == 2 else { return close(.escape) }
            (state, length) = (.string, 0)
        case 0x20...0x2F where sequence.count < 8: break
        default: return close(.escape)
        }
        return nil
    }

    private mutating func control(_ byte: UInt8) -> Part? {
        switch byte {
        case 0x1B:
            begin()
            return nil
        case 0x18, 0x1A: return close(.string)
        case 0x40...0x7E:
            sequence.append(byte)
            return close(.control)
        default:
            sequence.append(byte)
            return sequence.count > Self.controlLimit ? close(.string) : nil
        }
    }

    private mutating func string(_ byte: UInt8) -> Part? {
        length += 1
        if byte == 0x07 || byte == 0x18 || byte == 0x1A || length > Self.limit { return close(.string) }
        if state == .stringEscape {
            if byte == 0x5C { return close(.string) }
            // Another sequence cuts this one off.
            begin()
            return escape(byte)
        }
        if byte == 0x1B { state = .stringEscape }
        return nil
    }

    private mutating func begin() {
        state = .escape
        sequence.removeAll(keepingCapacity: true)
        sequence.append(0x1B)
    }

    private mutating func close(_ part: Part) -> Part {
        state = .ground
        return part
    }
}
