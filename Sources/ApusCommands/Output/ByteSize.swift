import ArgumentParser

/// Sizes as people write and read them; all units are powers of 1024.
enum ByteSize {
    /// `512M`, `512MiB`, `1.5G`, `1073741824`.
    /// - Throws: `ValidationError` for anything else, and for decimal units, whose meaning differs between programs.
    static func parse(_ text: String) throws -> Int64 {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
        guard let shift = try shift(suffix, text), let bytes = scale(number, by: shift) else { throw fault(text) }
        return bytes
    }

    /// `1.5 GiB`, `512 MiB`, `17 B`.
    static func human(_ bytes: Int64) -> String {
        var value = Double(bytes)
        var unit = 0
        while abs(value) >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let rounded = (value * 10).rounded() / 10
        let whole = Int64(exactly: rounded).map { String($0) } ?? String(rounded)
        return whole + " " + units[min(unit, units.count - 1)]
    }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    private static func shift(_ suffix: String, _ text: String) throws -> Int64? {
        switch suffix {
        case "", "b": 0
        case "k", "ki", "kib": 10
        case "m", "mi", "mib": 20
        case "g", "gi", "gib": 30
        case "t", "ti", "tib": 40
        case "p", "pi", "pib": 50
        case "kb", "mb", "gb", "tb", "pb":
            throw ValidationError("'\(text)': decimal units are not taken; write 512M or 512MiB (powers of 1024).")
        default: nil
        }
    }

    /// `digits` with up to three decimals, times two to the power of `shift`; nil when it does not fit.
    private static func scale(_ digits: Substring, by shift: Int64) -> Int64? {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = Int64(first), parts.count <= 2 else { return nil }
        let (bytes, overflow) = whole.multipliedReportingOverflow(by: 1 << shift)
        guard !overflow else { return nil }
        guard parts.count == 2, let decimals = parts.last else { return bytes }
        guard shift > 0, (1...3).contains(decimals.count), let fraction = Int64(decimals) else { return nil }
        let places: Int64 = decimals.count == 1 ? 10 : decimals.count == 2 ? 100 : 1000
        let (sum, tooLarge) = bytes.addingReportingOverflow(fraction * (1 << shift) / places)
        return tooLarge ? nil : sum
    }

    private static func fault(_ text: String) -> ValidationError {
        ValidationError("'\(text)' is no size; write one like 512M, 512MiB, 1.5G or a number of bytes.")
    }
}
