import FoundationEssentials

/// How long ago, in one unit: `42s`, `3m`, `5h`, `12d`, `2y`.
enum Age {
    static func text(from date: Date, to now: Date) -> String { text(seconds: now.timeIntervalSince(date)) }

    /// What is ahead of this machine's clock counts as now.
    static func text(seconds: Double) -> String {
        let whole = Int64(exactly: max(0, seconds).rounded(.down)) ?? .max
        for (size, unit) in [(31_536_000, "y"), (86_400, "d"), (3600, "h"), (60, "m")] as [(Int64, String)]
        where whole >= size {
            // Days stay days until two years, as "1y" says too little.
            if unit == "y" && whole < 2 * size { continue }
            return String(whole / size) + unit
        }
        return String(whole) + "s"
    }
}
