/// A picture in memory, of three bytes (red, green, blue) for each point, from the top line.
public struct Picture: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public let points: [UInt8]

    /// The most points that are read: a display of 8K.
    static let mostPoints = 7680 * 4320

    /// nil where the bytes are not as many as the points need.
    public init?(width: Int, height: Int, points: [UInt8]) {
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflow, count <= Self.mostPoints, points.count == count * 3 else { return nil }
        (self.width, self.height, self.points) = (width, height, points)
    }

    /// Reads a PNG or a binary PPM, by its first bytes.
    /// - Throws: ``PictureFault``.
    public init(reading bytes: [UInt8]) throws(PictureFault) {
        self = bytes.starts(with: PNG.signature) ? try PNG.read(bytes) : try PPM.read(bytes)
    }

    /// Not wider than `width`, with the same shape: each point is the mean of those it stands for.
    public func scaled(toWidth limit: Int) -> Picture {
        guard limit > 0, limit < width else { return self }
        let lines = max(1, height * limit / width)
        var small: [UInt8] = []
        small.reserveCapacity(limit * lines * 3)
        for line in 0..<lines {
            let rows = line * height / lines..<max((line + 1) * height / lines, line * height / lines + 1)
            for column in 0..<limit {
                let columns = column * width / limit..<max((column + 1) * width / limit, column * width / limit + 1)
                small += mean(rows, columns)
            }
        }
        return Picture(width: limit, height: lines, points: small) ?? self
    }

    private func mean(_ rows: Range<Int>, _ columns: Range<Int>) -> [UInt8] {
        var (red, green, blue) = (0, 0, 0)
        for row in rows {
            for column in columns {
                let place = (row * width + column) * 3
                red += Int(points[place])
                green += Int(points[place + 1])
                blue += Int(points[place + 2])
            }
        }
        let count = rows.count * columns.count
        return [red, green, blue].map { UInt8(truncatingIfNeeded: $0 / count) }
    }

    /// As PNG.
    public func png() throws(PictureFault) -> [UInt8] { try PNG.write(self) }
}

/// Why a picture cannot be read.
public struct PictureFault: Error, Hashable, Sendable {
    public var words: String
}

/// Binary PPM (`P6`), as older QEMUs write it: <https://netpbm.sourceforge.net/doc/ppm.html>.
enum PPM {
    static func read(_ bytes: [UInt8]) throws(PictureFault) -> Picture {
        var rest = bytes[...]
        guard rest.popFirst() == UInt8(ascii: "P"), rest.popFirst() == UInt8(ascii: "6"),
            let width = number(&rest), let height = number(&rest), number(&rest) == 255, rest.popFirst() != nil,
            let picture = Picture(width: width, height: height, points: Array(rest))
        else { throw PictureFault(words: "it is no PNG and no PPM") }
        return picture
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        while let byte = rest.first, byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "#") {
            if byte == UInt8(ascii: "#") { rest = rest.drop { $0 != 0x0A } } else { rest.removeFirst() }
        }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.prefix(6)
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
