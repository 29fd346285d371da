import FoundationEssentials

/// Instants as RFC 3339 writes them (section 5.6), without a locale or a calendar.
enum Timestamp {
    /// `2026-05-01T10:00:00Z`, with milliseconds where there are any. Years outside 0...9999 are clamped.
    static func text(_ date: Date) -> String {
        let milliseconds = Self.milliseconds(date)
        let (day, clock) = split(milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0))
        let fraction = ((milliseconds % 1000) + 1000) % 1000
        return "\(day)T\(clock)" + (fraction == 0 ? "" : "." + padded(fraction, 3)) + "Z"
    }

    /// `2026-05-01 12:00:00` for people, `offset` seconds east of Greenwich.
    static func local(_ date: Date, offset: Int) -> String {
        let milliseconds = Self.milliseconds(date)
        let seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
        let (day, clock) = split(seconds + max(-86400, min(86400, offset)))
        return "\(day) \(clock)"
    }

    /// Within what four digits of a year can say, so that nothing below can overflow.
    private static func milliseconds(_ date: Date) -> Int {
        let value = (date.timeIntervalSince1970 * 1000).rounded()
        guard value > -62_167_219_200_000 else { return -62_167_219_200_000 }
        guard value < 253_402_300_799_000 else { return 253_402_300_799_000 }
        return Int(exactly: value) ?? 0
    }

    private static func split(_ seconds: Int) -> (String, String) {
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let rest = seconds - days * 86400
        let (year, month, day) = civil(days)
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
        return ("\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))", clock)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970 to year, month, day in the Gregorian calendar, by Hinnant's `civil_from_days`.
    static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1)
    }

    /// Year, month, day to days since 1970, by Hinnant's `days_from_civil`.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
