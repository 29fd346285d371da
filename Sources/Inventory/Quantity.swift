/// A number of a filter, brought to the unit of the cells: bytes for sizes, seconds for durations.
struct Quantity: Sendable, Equatable {
    let number: Double
    /// The exact value where it is whole, since a double cannot tell two large integers apart.
    let integer: Int64?

    /// A number without a unit.
    init?(bare text: String) {
        let (digits, suffix) = Self.split(text)
        guard suffix.isEmpty else { return nil }
        self.init(digits, scale: 1)
    }

    /// A number with an optional unit, for a column of `type` whose own unit is `unit`.
    init?(_ text: String, type: ColumnType, unit: String?) {
        let (digits, suffix) = Self.split(text)
        guard let scale = Self.scale(suffix.lowercased(), type: type, unit: unit?.lowercased()) else { return nil }
        self.init(digits, scale: scale)
    }

    private init?(_ digits: String, scale: Double) {
        guard let value = Double(digits), (value * scale).isFinite else { return nil }
        number = value * scale
        if let whole = Int64(digits), let factor = Int64(exactly: scale) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
            integer = overflow ? nil : product
        } else {
            integer = Int64(exactly: number)
        }
    }

    /// -1, 0 or 1 as the cell is less, equal or greater; nil where the cell is no number.
    func order(of cell: Cell) -> Int? {
        switch cell {
        case .integer(let value): order(of: value)
        case .number(let value) where !value.isNaN: value < number ? -1 : (value > number ? 1 : 0)
        default: nil
        }
    }

    func order(of value: Int64) -> Int {
        if let integer { return value < integer ? -1 : (value > integer ? 1 : 0) }
        return Double(value) < number ? -1 : (Double(value) > number ? 1 : 0)
    }

    /// `0.6 GB` to `0.6` and `GB`.
    private static func split(_ text: String) -> (String, String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "+" || $0 == "-") }
        let suffix = text.dropFirst(digits.count).drop { $0.isWhitespace }
        return (String(digits), String(suffix))
    }
}

extension Quantity {
    /// How much one of `suffix` is in the unit of the cells; nil where the suffix does not fit the column.
    private static func scale(_ suffix: String, type: ColumnType, unit: String?) -> Double? {
        switch type {
        case .bytes: bytes(suffix.isEmpty ? unit ?? "b" : suffix)
        case .duration: seconds(suffix.isEmpty ? unit ?? "s" : suffix)
        default: plain(suffix, unit: unit)
        }
    }

    /// `K`, `KB` and `KiB` are all 1024 bytes.
    private static func bytes(_ suffix: String) -> Double? {
        if suffix.isEmpty || suffix == "b" { return 1 }
        guard let first = suffix.first, let power = "kmgtpe".firstIndex(of: first) else { return nil }
        guard ["", "b", "ib"].contains(suffix.dropFirst()) else { return nil }
        let exponent = "kmgtpe".distance(from: "kmgtpe".startIndex, to: power) + 1
        return (0..<exponent).reduce(1.0) { value, _ in value * 1024 }
    }

    static func seconds(_ suffix: String) -> Double? {
        switch suffix {
        case "ms": 0.001
        case "s", "sec": 1
        case "m", "min": 60
        case "h": 3600
        case "d": 86400
        case "w": 604_800
        default: nil
        }
    }

    /// A number column takes no unit, a percent sign, its own unit, or where it counts bytes per second a size.
    private static func plain(_ suffix: String, unit: String?) -> Double? {
        if suffix.isEmpty || suffix == "%" || suffix == unit { return 1 }
        guard let unit, unit.hasSuffix("b/s") else { return nil }
        guard let own = bytes(String(unit.dropLast(2))) else { return nil }
        return bytes(suffix.hasSuffix("/s") ? String(suffix.dropLast(2)) : suffix).map { $0 / own }
    }
}
