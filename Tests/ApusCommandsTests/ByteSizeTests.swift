import Testing

@testable import ApusCommands

@Suite struct ByteSizeTests {
    @Test(
        arguments: [
            ("0", 0), ("17", 17), ("17B", 17), ("1k", 1024), ("512M", 536_870_912), ("512MiB", 536_870_912),
            ("512 mib", 536_870_912),
            ("2G", 2_147_483_648), ("1.5G", 1_610_612_736), ("0.25KiB", 256), ("1Ti", 1_099_511_627_776),
        ] as [(String, Int64)])
    func `sizes are powers of 1024`(text: String, bytes: Int64) throws {
        #expect(try ByteSize.parse(text) == bytes)
    }

    @Test(arguments: [
        "", "G", "-1G", "1.5", "1..5G", "1.2345G", "1.G", "512MB", "2 G G", "9999999999G", "8192P", "1e3", "0x10",
    ])
    func `what is no size is refused`(text: String) {
        #expect(throws: (any Error).self) { try ByteSize.parse(text) }
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1_610_612_736, "1.5 GiB"), (-2048, "-2 KiB"),
            (.max, "8 EiB"),
        ] as [(Int64, String)])
    func `people read sizes in the largest unit that fits`(bytes: Int64, text: String) {
        #expect(ByteSize.human(bytes) == text)
    }
}

@Suite struct AgeTests {
    @Test(
        arguments: [
            (-5, "0s"), (59.9, "59s"), (60, "1m"), (3 * 3600, "3h"), (86_400 * 12, "12d"), (86_400 * 400, "400d"),
            (86_400 * 800, "2y"), (.infinity, "292471208677y"),
        ] as [(Double, String)])
    func `ages have one unit`(seconds: Double, text: String) {
        #expect(Age.text(seconds: seconds) == text)
    }
}
