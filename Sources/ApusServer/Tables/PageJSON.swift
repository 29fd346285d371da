import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// Writes the answer of a list by hand: Foundation's encoder takes longer for a page than finding its rows.
enum PageJSON {
    /// `{"items":[…],"next":"…","total":N}`
    static func page(_ items: [[UInt8]], total: Int, next: String?) -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(items.reduce(64 + (next?.utf8.count ?? 0)) { $0 + $1.count + 1 })
        bytes += Array("{\"items\":[".utf8)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += item
        }
        bytes.append(UInt8(ascii: "]"))
        if let next { bytes += Array(",\"next\":".utf8) + JSONValue.string(next).bytes() }
        bytes += Array(",\"total\":\(total)}".utf8)
        return Data(bytes)
    }

    /// One row as an object of its cells; `keys` are the columns' names as JSON texts.
    static func object(_ keys: [[UInt8]], _ cells: [Cell]) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, (key, cell)) in zip(keys, cells).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += key
            bytes.append(UInt8(ascii: ":"))
            bytes += JSONValue(cell).bytes()
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
