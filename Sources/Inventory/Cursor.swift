import FoundationEssentials

/// How cursors are protected: the caller owns the key and the algorithm (a MAC, or authenticated encryption).
public struct CursorSeal: Sendable {
    /// Gives the bytes that travel.
    public let seal: @Sendable ([UInt8]) -> [UInt8]
    /// Gives the bytes back, or nil where they were not sealed here.
    public let open: @Sendable ([UInt8]) -> [UInt8]?

    public init(
        seal: @escaping @Sendable ([UInt8]) -> [UInt8], open: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) {
        (self.seal, self.open) = (seal, open)
    }

    /// No protection, for use inside one program.
    public static let none = CursorSeal(seal: { $0 }, open: { $0 })
}

/// A place between two rows of a list in its order: after the row with these sort values and this id.
///
/// It names no position, so rows that come, go or move do not shift the pages.
struct Cursor<ID: Codable>: Codable {
    var values: [SortValue]
    var id: ID
    /// ``Query/fingerprint`` of the list.
    var list: UInt64

    private enum CodingKeys: String, CodingKey {
        case values = "v"
        case id = "i"
        case list = "l"
    }

    static var longestText: Int { 32_768 }

    /// - Throws: ``QueryError`` with `forgedCursor` or `foreignCursor`.
    static func open(_ text: String, list: UInt64, sorts: Int, _ seal: CursorSeal) throws(QueryError) -> Self {
        guard text.utf8.count <= longestText, let bytes = bytes(text), let opened = seal.open(bytes),
            let cursor = try? JSONDecoder().decode(Self.self, from: Data(opened))
        else { throw QueryError(.forgedCursor, "This cursor was not made here. Ask for the first page again.") }
        guard cursor.list == list, cursor.values.count == sorts else {
            throw QueryError(.foreignCursor, "This cursor belongs to another filter or order. Ask for the first page.")
        }
        return cursor
    }

    /// Text fit for an address: base64url without padding (RFC 4648, section 5). Nil where the id cannot be written.
    func sealed(_ seal: CursorSeal) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { return nil }
        let text = Data(seal.seal(Array(data))).base64EncodedString().utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var base64 = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while base64.count % 4 != 0 { base64.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: String(decoding: base64, as: UTF8.self)).map { Array($0) }
    }
}
