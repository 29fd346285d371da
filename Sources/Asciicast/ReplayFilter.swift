/// What of a recording may reach a person's terminal: text, colours and the cursor's ways. Whatever makes a terminal answer, keep or
/// send something is taken out: queries, the clipboard (OSC 52), titles and links, mouse and paste modes, DCS and its like.
public struct ReplayFilter: Sendable {
    private var sequences = EscapeSequences()
    /// Whether the last byte may begin a C1 control in UTF-8 (U+0080 to U+009F), which some terminals obey.
    private var mayBeControl = false
    /// Whether what was passed switched to the other screen, and not back.
    public private(set) var isOnOtherScreen = false

    public init() {}

    public mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        var passed: [UInt8] = []
        passed.reserveCapacity(bytes.count)
        for byte in bytes {
            switch sequences.next(byte) {
            case .byte: pass(byte, to: &passed)
            case .control where Self.isHarmless(control: sequences.sequence):
                passed += sequences.sequence
                follow(sequences.sequence)
            case .escape where Self.isHarmless(escape: sequences.sequence): passed += sequences.sequence
            default: break
            }
        }
        return passed
    }

    private mutating func follow(_ sequence: [UInt8]) {
        guard ["?47", "?1047", "?1049"].contains(String(decoding: sequence.dropFirst(2).dropLast(), as: UTF8.self))
        else { return }
        isOnOtherScreen = sequence.last == UInt8(ascii: "h")
    }

    private mutating func pass(_ byte: UInt8, to passed: inout [UInt8]) {
        if mayBeControl {
            mayBeControl = false
            if (0x80...0x9F).contains(byte) { return }
            passed.append(0xC2)
        }
        switch byte {
        case 0xC2: mayBeControl = true
        // BEL, BS, HT, LF, VT, FF, CR, and the two that change character sets. ENQ is answered.
        case 0x07...0x0F, 0x20...0x7E, 0x80...0xFF: passed.append(byte)
        default: break
        }
    }

    /// Erasing, moving, scrolling, inserting and deleting, tabs, colours, margins; and those modes that only concern the look.
    private static func isHarmless(control sequence: [UInt8]) -> Bool {
        guard let final = sequence.last else { return false }
        let parameters = sequence.dropFirst(2).dropLast()
        if final == UInt8(ascii: "h") || final == UInt8(ascii: "l") { return isHarmless(mode: parameters) }
        let plain = parameters.allSatisfy { (0x30...0x3B).contains($0) }
        return plain && "@ABCDEFGHIJKLMPSTXZ`abdefgmrsu".utf8.contains(final)
    }

    private static func isHarmless(mode parameters: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: parameters, as: UTF8.self)
        let isPrivate = text.hasPrefix("?")
        // Insert and newline; cursor keys are not the viewer's. Wrap, origin, blink, visible cursor, other screen.
        let known = isPrivate ? ["5", "6", "7", "12", "25", "47", "1047", "1048", "1049", "2026"] : ["4", "20"]
        return text.drop { $0 == "?" }.split(separator: ";").allSatisfy { known.contains(String($0)) }
    }

    /// Cursor saved and restored, lines up and down, a tab set, character sets, double height, reset.
    private static func isHarmless(escape sequence: [UInt8]) -> Bool {
        guard sequence.count > 1 else { return false }
        if sequence.count == 2 { return "78DEHMc".utf8.contains(sequence[1]) }
        return sequence.count == 3 && "()*+#".utf8.contains(sequence[1]) && (0x30...0x7E).contains(sequence[2])
    }
}
