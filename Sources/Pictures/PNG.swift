import CZlib

/// PNG with 8 bits for red, green and blue, as displays are shown: <https://www.w3.org/TR/png-3/>.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    // MARK: Writing

    static func write(_ picture: Picture) throws(PictureFault) -> [UInt8] {
        let length = picture.width * 3
        var lines: [UInt8] = []
        lines.reserveCapacity((length + 1) * picture.height)
        for line in 0..<picture.height {
            // Filter 2, the difference to the line above: displays have many equal lines.
            lines.append(line == 0 ? 0 : 2)
            let start = line * length
            if line == 0 {
                lines += picture.points[..<length]
            } else {
                for place in start..<start + length {
                    lines.append(picture.points[place] &- picture.points[place - length])
                }
            }
        }
        return try assembled(picture.width, picture.height, lines)
    }

    /// From lines that have their filters.
    static func assembled(_ width: Int, _ height: Int, _ lines: [UInt8]) throws(PictureFault) -> [UInt8] {
        let header = big(width) + big(height) + [8, 2, 0, 0, 0]
        return signature + chunk("IHDR", header) + chunk("IDAT", try deflated(lines)) + chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
        let named = Array(type.utf8) + body
        return big(body.count) + named + big(Int(crc32(0, named, uInt(truncatingIfNeeded: named.count))))
    }

    private static func big(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func deflated(_ bytes: [UInt8]) throws(PictureFault) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(clamping: length))
        guard compress2(&packed, &length, bytes, uLong(bytes.count), 6) == Z_OK else {
            throw PictureFault(words: "it cannot be compressed")
        }
        return Array(packed.prefix(Int(clamping: length)))
    }

    // MARK: Reading

    static func read(_ bytes: [UInt8]) throws(PictureFault) -> Picture {
        var rest = bytes.dropFirst(signature.count)
        var header: [UInt8] = []
        var packed: [UInt8] = []
        while let length = number(rest), length <= rest.count - 12 {
            let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            let body = rest.dropFirst(8).prefix(length)
            if type == "IHDR" { header = Array(body) }
            if type == "IDAT" { packed += body }
            rest = rest.dropFirst(length + 12)
        }
        guard header.count == 13, let width = number(header[...]), let height = number(header[4...]),
            width > 0, height > 0, width <= Picture.mostPoints, height <= Picture.mostPoints,
            width * height <= Picture.mostPoints, header[8] == 8, [2, 6].contains(header[9]), header[12] == 0
        else { throw PictureFault(words: "it is a PNG of a kind that displays do not have") }
        let depth = header[9] == 2 ? 3 : 4
        let lines = try unfiltered(try inflated(packed, (width * depth + 1) * height), width * depth, depth)
        let points = depth == 3 ? lines : lines.indices.filter { $0 % 4 != 3 }.map { lines[$0] }
        guard let picture = Picture(width: width, height: height, points: points) else {
            throw PictureFault(words: "it is a PNG that is not whole")
        }
        return picture
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    private static func inflated(_ packed: [UInt8], _ count: Int) throws(PictureFault) -> [UInt8] {
        var length = uLong(count)
        var bytes = [UInt8](repeating: 0, count: count)
        guard uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK, length == count else {
            throw PictureFault(words: "it is a PNG that is not whole")
        }
        return bytes
    }

    /// Undoes the filters of the lines (section 9).
    private static func unfiltered(_ lines: [UInt8], _ length: Int, _ depth: Int) throws(PictureFault) -> [UInt8] {
        var points: [UInt8] = []
        points.reserveCapacity(lines.count)
        for start in stride(from: 0, to: lines.count, by: length + 1) {
            let (filter, above) = (lines[start], points.count - length)
            guard filter <= 4 else { throw PictureFault(words: "it is a PNG with an unknown filter") }
            for column in 0..<length {
                let left = column < depth ? 0 : points[points.count - depth]
                let up = above < 0 ? 0 : points[above + column]
                let corner = above < 0 || column < depth ? 0 : points[above + column - depth]
                points.append(lines[start + 1 + column] &+ guess(filter, Int(left), Int(up), Int(corner)))
            }
        }
        return points
    }

    private static func guess(_ filter: UInt8, _ left: Int, _ up: Int, _ corner: Int) -> UInt8 {
        switch filter {
        case 1: return UInt8(truncatingIfNeeded: left)
        case 2: return UInt8(truncatingIfNeeded: up)
        case 3: return UInt8(truncatingIfNeeded: (left + up) / 2)
        case 4:
            let near = left + up - corner
            let (a, b, c) = (abs(near - left), abs(near - up), abs(near - corner))
            return UInt8(truncatingIfNeeded: a <= b && a <= c ? left : b <= c ? up : corner)
        default: return 0
        }
    }
}
