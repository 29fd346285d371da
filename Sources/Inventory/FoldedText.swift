/// Compares text case-insensitively by the bytes of its lower case, without making the lower case of ASCII text.
///
/// Lower case is taken scalar by scalar (`String.lowercased()`), so a difference before the first non-ASCII byte decides.
enum FoldedText {
    static func order(_ first: String, _ second: String) -> Int {
        let fast = first.utf8.withContiguousStorageIfAvailable { a in
            second.utf8.withContiguousStorageIfAvailable { b in order(a, b) }
        }
        if let fast, let fast, let decided = fast { return decided }
        let (first, second) = (first.lowercased(), second.lowercased())
        if first.utf8.elementsEqual(second.utf8) { return 0 }
        return first.utf8.lexicographicallyPrecedes(second.utf8) ? -1 : 1
    }

    /// Nil where a non-ASCII byte comes before the first difference.
    private static func order(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int? {
        for place in common(a, b)..<min(a.count, b.count) {
            if a[place] >= 0x80 || b[place] >= 0x80 { return nil }
            let (x, y) = (lower(a[place]), lower(b[place]))
            if x != y { return x < y ? -1 : 1 }
        }
        return a.count < b.count ? -1 : (a.count > b.count ? 1 : 0)
    }

    /// The first eight bytes of the lower case as a number of the same order.
    static func sketch(_ text: String) -> UInt64 {
        let fast = text.utf8.withContiguousStorageIfAvailable { bytes -> UInt64? in
            var sketch: UInt64 = 0
            for place in 0..<8 {
                let byte = place < bytes.count ? bytes[place] : 0
                if byte >= 0x80 { return nil }
                sketch = sketch << 8 | UInt64(lower(byte))
            }
            return sketch
        }
        if let fast, let ascii = fast { return ascii }
        let bytes = Array(text.lowercased().utf8.prefix(8))
        return (0..<8).reduce(0) { $0 << 8 | UInt64($1 < bytes.count ? bytes[$1] : 0) }
    }

    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 65 && byte <= 90 ? byte | 0x20 : byte
    }

    /// How many bytes are equal and ASCII, eight at a time: names often begin alike.
    private static func common(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        let (a, b) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
        var place = 0
        while place + 8 <= min(a.count, b.count) {
            let word = a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if word != b.loadUnaligned(fromByteOffset: place, as: UInt64.self) || word & 0x8080_8080_8080_8080 != 0 {
                break
            }
            place += 8
        }
        return place
    }

    /// Whether the text equals lower-case ASCII bytes, whatever its case.
    static func equals(_ text: String, _ lowered: [UInt8]) -> Bool {
        let fast = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.count == lowered.count && zip(bytes, lowered).allSatisfy { lower($0) == $1 }
        }
        return fast ?? text.utf8.map(lower).elementsEqual(lowered)
    }
}
