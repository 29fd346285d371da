import ApusModel
import FoundationEssentials

/// Decisions as people read them.
enum DecisionText {
    static func of(_ decision: PlacementDecision, _ paint: Paint) -> String {
        let size =
            "\(decision.cpus) CPUs, \(ByteSize.human(decision.memory))"
            + (decision.disk > 0 ? ", \(ByteSize.human(decision.disk)) of disk" : "")
        var lines = [
            "vm \(decision.vm) (\(size)) goes to \(decision.host.map { "host \($0)" } ?? "no host")",
            "by \(decision.algorithm); \(decision.fitting) of \(decision.hosts) hosts fit",
        ]
        lines += decision.notes.map { "note: \($0)" }
        if let shadow = decision.shadow {
            let would = shadow.agrees ? "agrees" : "would take \(shadow.host ?? "no host")"
            lines.append("shadow: \(shadow.algorithm) \(would)")
        }
        lines = lines.map(VisibleText.of)
        if !decision.verdicts.isEmpty { lines += verdicts(decision.verdicts, paint) }
        let told = decision.verdicts.count { !$0.fits }
        if decision.refusals.reduce(0, { $0 + $1.hosts }) > told {
            let counts = decision.refusals.map { "\($0.rule) \($0.hosts)" }.joined(separator: ", ")
            lines.append(VisibleText.of("refused in all: \(counts)"))
        }
        return lines.joined(separator: "\n")
    }

    private static func verdicts(_ verdicts: [PlacementDecision.Verdict], _ paint: Paint) -> [String] {
        let rows = verdicts.map { verdict in
            [verdict.host, verdict.score.map(figure) ?? "-", why(verdict)].map { TextTable.Cell(text: $0) }
        }
        let columns = ["HOST", "SCORE", "WHY"].map { TextTable.Column(title: $0, isRight: $0 == "SCORE") }
        return TextTable(columns: columns, rows: rows).lines(paint: paint)
    }

    private static func why(_ verdict: PlacementDecision.Verdict) -> String {
        if let reason = verdict.reason { return reason }
        let parts = (verdict.parts ?? []).map { part in
            part.weight == 1
                ? "\(part.name) \(figure(part.value))" : "\(part.name) \(figure(part.value)) × \(part.weight)"
        }
        return parts.isEmpty ? "fits" : parts.joined(separator: " + ")
    }

    /// Three digits are enough to compare.
    static func figure(_ value: Double) -> String {
        let rounded = (value * 1000).rounded()
        guard rounded.magnitude < 1e15 else { return "\(value)" }
        let whole = Int(rounded)
        let digits = "\(whole.magnitude % 1000)"
        return (whole < 0 ? "-" : "") + "\(whole.magnitude / 1000)."
            + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
