import Testing

@testable import Pictures

struct PictureTests {
    private func pattern(_ width: Int, _ height: Int) throws -> Picture {
        let points = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: ($0 &* 7) ^ ($0 / 50)) }
        return try #require(Picture(width: width, height: height, points: points))
    }

    @Test(arguments: [(1, 1), (3, 5), (64, 48)]) func `a PNG reads back as it was`(_ width: Int, _ height: Int) throws {
        let picture = try pattern(width, height)
        let png = try picture.png()
        #expect(png.starts(with: PNG.signature))
        #expect(try Picture(reading: png) == picture)
    }

    @Test func `a PPM with a comment is read`() throws {
        let bytes = Array("P6\n# a screen\n2 1\n255\n".utf8) + [1, 2, 3, 4, 5, 6]
        #expect(try Picture(reading: bytes) == Picture(width: 2, height: 1, points: [1, 2, 3, 4, 5, 6]))
    }

    @Test func `all filters are undone`() throws {
        // Lines of 2 points with the filters 1 (left), 3 (mean) and 4 (Paeth), undone by hand.
        let lines: [UInt8] = [1, 10, 20, 30, 5, 5, 5] + [3, 1, 1, 1, 1, 1, 1] + [4, 2, 2, 2, 2, 2, 2]
        let picture = try Picture(reading: PNG.assembled(2, 3, lines))
        #expect(
            picture.points == [10, 20, 30, 15, 25, 35, 6, 11, 16, 11, 19, 26, 8, 13, 18, 13, 21, 28])
    }

    @Test func `a small one keeps its shape and its mean`() throws {
        let white = try #require(Picture(width: 100, height: 50, points: Array(repeating: 255, count: 15_000)))
        let small = white.scaled(toWidth: 33)
        #expect(small.width == 33 && small.height == 16)
        #expect(Set(small.points) == [255])
        #expect(white.scaled(toWidth: 500) == white)
        let pair = try #require(Picture(width: 2, height: 1, points: [0, 0, 0, 100, 50, 10]))
        #expect(pair.scaled(toWidth: 1).points == [50, 25, 5])
    }

    @Test func `what is no picture, cut or too large is refused`() throws {
        let png = try pattern(8, 8).png()
        for bytes in [
            [], Array("GIF89a".utf8), Array(png.dropLast(30)), Array("P6 99999 99999 255\n".utf8),
            Array(png.prefix(20)),
        ] {
            #expect(throws: PictureFault.self) { try Picture(reading: bytes) }
        }
        var wide = png
        wide.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
        #expect(throws: PictureFault.self) { try Picture(reading: wide) }
    }
}
