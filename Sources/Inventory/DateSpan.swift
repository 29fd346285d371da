import FoundationEssentials

/// What a filter's date covers: `2026-05-01` is a day, `2026-05-01T10:00:00Z` a second, `…10:00:00.250Z` a millisecond.
///
/// With a span, `=` finds the instants that people mean although cells have fractions of a second.
struct DateSpan: Sendable, Equatable {
    /// First instant, seconds since 1970.
    let start: Double
    /// First instant after it.
    let end: Double

    init(start: Double, end: Double) {
        (self.start, self.end) = (start, end)
    }

    /// Reads an RFC 3339 date or date-time; a missing offset is UTC, a blank may stand for the `T`.
    init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = Timestamp.days(year, month, day)
        guard Timestamp.civil(days) == (year, month, day) else { return nil }
        let midnight = Double(days) * 86400
        if scanner.isAtEnd {
            self.init(start: midnight, end: midnight + 86400)
        } else {
            guard let (clock, width) = scanner.clock() else { return nil }
            self.init(start: midnight + clock, end: midnight + clock + width)
        }
    }

    /// -1 before the span, 0 within, 1 after.
    func order(of date: Date) -> Int {
        let seconds = date.timeIntervalSince1970
        return seconds < start ? -1 : (seconds < end ? 0 : 1)
    }
}

/// Reads digits of a fixed width from ASCII text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ characters: String) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ width: Int) -> Int? {
        let taken = rest.prefix(width)
        guard taken.count == width, taken.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(width)
        return Int(String(Substring(taken)))
    }

    /// `T10:00:00.250+02:00` in seconds of the day (UTC), and how much time the digits leave open.
    mutating func clock() -> (Double, Double)? {
        guard skip("Tt "), let hour = digits(2), skip(":"), let minute = digits(2), hour < 24, minute < 60 else {
            return nil
        }
        var (second, width) = (0.0, 60.0)
        if skip(":") {
            guard let whole = digits(2), whole <= 60 else { return nil }
            (second, width) = (Double(whole), 1)
            if skip(".") {
                guard let fraction = fraction() else { return nil }
                (second, width) = (second + fraction, 0.001)
            }
        }
        guard let offset = offset(), isAtEnd else { return nil }
        return (Double(hour * 3600 + minute * 60) + second - offset, width)
    }

    private mutating func fraction() -> Double? {
        let taken = rest.prefix { (48...57).contains($0) }
        guard !taken.isEmpty, taken.count <= 9 else { return nil }
        rest = rest.dropFirst(taken.count)
        return Double("0." + String(Substring(taken)))
    }

    private mutating func offset() -> Double? {
        if isAtEnd || skip("Zz") { return 0 }
        let sign = skip("+") ? 1.0 : (skip("-") ? -1.0 : 0)
        guard sign != 0, let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * Double(hours * 3600 + minutes * 60)
    }
}
