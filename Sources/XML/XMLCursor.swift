/// A place in a text of UTF-8 bytes. It never leaves the text: past the end there is nil.
struct XMLCursor {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var current: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func advance() {
        if position < bytes.count { position += 1 }
    }

    /// Steps over a byte where it stands here.
    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    /// Steps over a text where it stands here.
    mutating func take(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard bytes[position...].starts(with: wanted) else { return false }
            position += wanted.count
            return true
        }
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while position < bytes.count, condition(bytes[position]) { position += 1 }
    }

    /// Steps over white space; false where there was none.
    mutating func skipWhitespace() -> Bool {
        let start = position
        skip(while: XMLCharacters.isWhitespace)
        return position > start
    }

    /// The bytes from a place up to here.
    func slice(from start: Int) -> ArraySlice<UInt8> {
        bytes[min(start, position)..<position]
    }

    func string(from start: Int) -> String {
        String(decoding: slice(from: start), as: UTF8.self)
    }

    /// Steps past the next occurrence of a text; the bytes before it, or nil (and the end) where it does not come.
    mutating func slice(upTo end: StaticString) -> ArraySlice<UInt8>? {
        let start = position
        while position < bytes.count {
            let here = position
            if take(end) { return bytes[start..<here] }
            position += 1
        }
        return nil
    }

    /// The line of this place, from 1.
    var line: Int {
        bytes[..<position].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    }
}
