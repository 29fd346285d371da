import Testing

@testable import ApusCommands

@Suite struct PlayKeysTests {
    private func wish(_ keys: String) -> PlayKeys.Wish {
        var wish = PlayKeys.Wish()
        wish.take(keys.utf8)
        return wish
    }

    @Test func `keys pause, change the speed, skip and end`() {
        #expect(wish(" ").state == .paused && wish("  ").state == .playing)
        #expect(wish("++").speed == 4 && wish("-").speed == 0.5 && wish("=-").speed == 1)
        #expect(wish("..").skips == 2)
        for keys in ["q", "\u{3}", "\u{4}", " q"] { #expect(wish(keys).state == .ended) }
        #expect(wish("q ").state == .ended, "an end is an end")
        #expect(wish(String(repeating: "+", count: 99)).speed == 64)
        #expect(wish(String(repeating: "-", count: 99)).speed == 1.0 / 64)
        #expect(wish("\u{1B}[Ax") == PlayKeys.Wish())
    }

    @Test(arguments: [
        ("web-1", nil as String?, "web-1", nil as String?), ("root@web-1", nil, "web-1", "root"),
        ("a@web-1", "bob", "a@web-1", "bob"), ("@web-1", nil, "@web-1", nil), ("a@b@c", nil, "b@c", "a"),
    ])
    func `a user before the machine's name is taken as ssh takes it`(
        _ ref: String, _ option: String?, _ vm: String, _ user: String?
    ) {
        let parts = VMSSH.parts(ref, option)
        #expect(parts.vm == vm && parts.user == user)
    }
}
