import ApusModel

/// Keys by name, and texts as the keys of a US keyboard that type them.
public enum Keyboard {
    /// The number of a key by its short name (`ctrl`, `f1`, `a`) or by Linux's (`KEY_LEFTCTRL`), in any case.
    public static func key(_ name: String) -> UInt32? {
        let lower = name.lowercased()
        let short = lower.hasPrefix("key_") ? String(lower.dropFirst(4)) : lower
        return numbers[aliases[short] ?? short]
    }

    /// The chords that type a text; nil where a character has no key on a US keyboard.
    public static func chords(typing text: String) -> [[UInt32]]? {
        var chords: [[UInt32]] = []
        for character in text.replacing("\r\n", with: "\n") {
            guard let chord = chord(typing: character) else { return nil }
            chords.append(chord)
        }
        return chords
    }

    private static func chord(typing character: Character) -> [UInt32]? {
        if let name = plain[character] ?? (character.isLowercase || character.isNumber ? String(character) : nil),
            let key = numbers[name]
        {
            return [key]
        }
        let base = shifted[character] ?? (character.isUppercase ? Character(character.lowercased()) : nil)
        guard let base, let key = numbers[plain[base] ?? String(base)], let shift = numbers["leftshift"] else {
            return nil
        }
        return [shift, key]
    }

    private static let plain: [Character: String] = [
        "\n": "enter", "\t": "tab", " ": "space", "-": "minus", "=": "equal", "[": "leftbrace", "]": "rightbrace",
        ";": "semicolon", "'": "apostrophe", "`": "grave", "\\": "backslash", ",": "comma", ".": "dot", "/": "slash",
        "\u{1B}": "esc", "\u{8}": "backspace",
    ]

    private static let shifted = Dictionary(
        zip("!@#$%^&*()_+{}:\"~|<>?", "1234567890-=[];'`\\,./"), uniquingKeysWith: { first, _ in first })

    private static let aliases = [
        "ctrl": "leftctrl", "control": "leftctrl", "alt": "leftalt", "altgr": "rightalt", "shift": "leftshift",
        "meta": "leftmeta", "super": "leftmeta", "win": "leftmeta", "del": "delete", "escape": "esc",
        "return": "enter", "ret": "enter", "spc": "space", "pgup": "pageup", "pgdn": "pagedown", "ins": "insert",
        "print": "sysrq", "printscreen": "sysrq", "menu": "compose", "break": "pause",
    ]

    /// Source: `linux/input-event-codes.h`.
    private static let numbers: [String: UInt32] = {
        var numbers: [String: UInt32] = [:]
        func add(_ names: String, from first: UInt32) {
            for (place, name) in names.split(separator: " ").enumerated() {
                numbers[String(name)] = first + UInt32(place)
            }
        }
        add("esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab", from: 1)
        add("q w e r t y u i o p leftbrace rightbrace enter leftctrl", from: 16)
        add("a s d f g h j k l semicolon apostrophe grave leftshift backslash", from: 30)
        add("z x c v b n m comma dot slash rightshift kpasterisk leftalt space capslock", from: 44)
        add("f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 numlock scrolllock", from: 59)
        add("kp7 kp8 kp9 kpminus kp4 kp5 kp6 kpplus kp1 kp2 kp3 kp0 kpdot", from: 71)
        add("102nd f11 f12", from: 86)
        add("kpenter rightctrl kpslash sysrq rightalt", from: 96)
        add("home up pageup left right end down pagedown insert delete", from: 102)
        add("pause", from: 119)
        add("leftmeta rightmeta compose", from: 125)
        return numbers
    }()
}
