import FoundationEssentials

/// Dates and times as RFC 3339 section 5.6 writes them, e.g. `2026-03-01T09:30:00.250Z`.
///
/// Reading is strict: a full date, `T` or `t`, seconds, at most nine digits of fraction, `Z` or an offset. The leap
/// second `:60` is refused, since a `Date` cannot hold it.
public enum RFC3339 {
    /// The text in UTC with milliseconds; nil outside the years 1583 to 9999. Later years the format cannot write, and
    /// for earlier ones Foundation counts Julian days.
    public static func text(of date: Date) -> String? {
        guard (-12_212_553_600..<253_402_300_799).contains(date.timeIntervalSince1970) else { return nil }
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The date of a text; nil unless the text is of the strict form.
    public static func date(from text: String) -> Date? {
        var reader = Reader(rest: Substring(text).utf8)
        guard let day = reader.day(), reader.take("Tt"), let time = reader.time(), let offset = reader.offset(),
            reader.rest.isEmpty
        else { return nil }
        return Date(timeIntervalSince1970: Double(day * 86_400 - offset) + time)
    }
}

/// Reads the parts of a date from the front. All figures are of at most four digits, so sums cannot overflow.
private struct Reader {
    var rest: Substring.UTF8View

    mutating func take(_ accepted: StaticString) -> Bool {
        guard let first = rest.first, "\(accepted)".utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func figure(digits: Int, in range: ClosedRange<Int>) -> Int? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        let figure = head.reduce(0) { $0 * 10 + Int($1) - 48 }
        return range.contains(figure) ? figure : nil
    }

    /// Days since 1970-01-01.
    mutating func day() -> Int? {
        guard let year = figure(digits: 4, in: 0...9999), take("-"), let month = figure(digits: 2, in: 1...12),
            take("-"), let day = figure(digits: 2, in: 1...daysOf(month: month, year: year))
        else { return nil }
        return daysBefore(year: year) + (1..<month).reduce(0) { $0 + daysOf(month: $1, year: year) } + day - 1
    }

    /// Seconds since midnight.
    mutating func time() -> Double? {
        guard let hour = figure(digits: 2, in: 0...23), take(":"), let minute = figure(digits: 2, in: 0...59),
            take(":"), let second = figure(digits: 2, in: 0...59), let fraction = fraction()
        else { return nil }
        return Double(hour * 3600 + minute * 60 + second) + fraction
    }

    private mutating func fraction() -> Double? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { (48...57).contains($0) }
        guard (1...9).contains(digits.count), let text = String(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return Double("0." + text)
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Zz") { return 0 }
        let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
        guard take("+-"), let hour = figure(digits: 2, in: 0...23), take(":"),
            let minute = figure(digits: 2, in: 0...59)
        else { return nil }
        return sign * (hour * 3600 + minute * 60)
    }

    private func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private func daysOf(month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to the first day of the year (proleptic Gregorian calendar).
    private func daysBefore(year: Int) -> Int {
        let leaps = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
        return year * 365 + leaps - 719_528
    }
}
