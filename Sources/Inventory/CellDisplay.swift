import FoundationEssentials

/// Cells for people's eyes: in tables of the command line and of pages. Not for programs, which read ``Cell/plain``.
extension Cell {
    /// - Parameters:
    ///   - type: what the column's cells mean: sizes become `1.5 GiB`, times `2h 5m`.
    ///   - unit: the column's unit, shown behind numbers (`12.5%`, `3 B/s`); sizes and times choose their own.
    ///   - lead: which element of a list stands first, see ``PageRow/leads``.
    ///   - zone: where dates are shown.
    ///
    /// A list is its first element and how many *others* there are, `disk1 (2)`; a single element stands alone, where
    /// ovirt-inventory, from which the form comes, writes `disk1 (0)`. An empty cell or list is an empty text.
    public func display(_ type: ColumnType, unit: String? = nil, lead: Int = 0, zone: TimeZone = .gmt) -> String {
        switch self {
        case .none: ""
        case .text(let text): text
        case .flag(let value): value ? "yes" : "no"
        case .date(let date): Timestamp.local(date, offset: zone.secondsFromGMT(for: date))
        case .list(let elements): Self.list(elements, lead)
        case .integer(let value): Self.number(Double(value), type, unit) { String(value) }
        case .number(let value): Self.number(value, type, unit) { Self.decimal(value, places: 2) }
        }
    }

    private static func list(_ elements: [String], _ lead: Int) -> String {
        guard let first = elements.indices.contains(lead) ? elements[lead] : elements.first else { return "" }
        return elements.count == 1 ? first : "\(first) (\(elements.count - 1))"
    }

    private static func number(
        _ value: Double, _ type: ColumnType, _ unit: String?, digits: () -> String
    ) -> String {
        switch type {
        case .bytes: return bytes(value)
        case .duration: return duration(value)
        default:
            guard let unit, !unit.isEmpty else { return digits() }
            return digits() + (unit == "%" ? "" : " ") + unit
        }
    }

    /// At most one decimal, in the largest unit of which there is one: `512 B`, `1.5 GiB`.
    static func bytes(_ value: Double) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var (amount, unit) = (value, 0)
        // 1023.96 KiB would be shown as 1024 KiB.
        while abs(amount) >= (unit == 0 ? 1024 : 1023.95), unit < units.count - 1 {
            (amount, unit) = (amount / 1024, unit + 1)
        }
        return decimal(amount, places: unit == 0 ? 0 : 1) + " " + units[unit]
    }

    /// The two largest units: `3d 4h`, `2h 5m`, `12s`; below a second milliseconds.
    static func duration(_ seconds: Double) -> String {
        let size = abs(seconds)
        let sign = seconds < 0 ? "-" : ""
        if size > 0, size < 1 { return sign + decimal(size * 1000, places: 1) + "ms" }
        guard let whole = Int64(exactly: size.rounded()) else { return decimal(seconds, places: 0) + "s" }
        let parts = [(whole / 86400, "d"), (whole / 3600 % 24, "h"), (whole / 60 % 60, "m"), (whole % 60, "s")]
        let shown = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }
        return shown.isEmpty ? "0s" : sign + shown.joined(separator: " ")
    }

    /// At most `places` decimals, no zeros at the end.
    static func decimal(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        guard let scaled = Int64(exactly: (value * scale).rounded()), let unit = Int64(exactly: scale) else {
            return String(value)
        }
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: unit.magnitude)
        var digits = String(fraction)
        digits = String(repeating: "0", count: max(0, places - digits.count)) + digits
        while digits.last == "0" { digits.removeLast() }
        return (scaled < 0 ? "-" : "") + String(whole) + (digits.isEmpty ? "" : "." + digits)
    }
}
