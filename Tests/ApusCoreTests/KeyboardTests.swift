import ApusCore
import Testing

struct KeyboardTests {
    @Test func `keys go by short names, by Linux's, in any case`() {
        #expect(["ctrl", "KEY_LEFTCTRL", "Control", "leftctrl"].map(Keyboard.key) == [29, 29, 29, 29])
        #expect(
            ["f1", "F12", "KEY_SYSRQ", "delete", "esc", "a", "1", "0", "pgdn"].map(Keyboard.key)
                == [59, 88, 99, 111, 1, 30, 2, 11, 109])
        #expect(Keyboard.key("nokey") == nil && Keyboard.key("") == nil && Keyboard.key("key_") == nil)
    }

    @Test func `every printable ASCII character has a key, and nothing else has`() {
        let all = String(decoding: (0x20...0x7E).map { UInt8($0) }, as: UTF8.self) + "\n\t"
        #expect(Keyboard.chords(typing: all)?.count == all.count)
        #expect(Keyboard.chords(typing: "aA1!|\r\n") == [[30], [42, 30], [2], [42, 2], [42, 43], [28]])
        #expect(Keyboard.chords(typing: "é") == nil && Keyboard.chords(typing: "\u{1}") == nil)
    }
}
