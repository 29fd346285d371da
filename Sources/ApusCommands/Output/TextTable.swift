/// Aligned columns of text for people.
struct TextTable: Sendable {
    struct Column: Sendable {
        var title: String
        /// Numbers stand right, so that their digits line up.
        var isRight = false
    }

    struct Cell: Sendable {
        var text: String
        var tone: Paint.Tone = .plain
    }

    var columns: [Column]
    var rows: [[Cell]]

    /// The lines, two blanks between columns and none at the end of a line.
    func lines(headers: Bool = true, paint: Paint) -> [String] {
        let shown = rows.map { $0.map { Cell(text: VisibleText.of($0.text), tone: $0.tone) } }
        let titles = columns.map { Cell(text: VisibleText.of($0.title), tone: .strong) }
        let all = headers ? [titles] + shown : shown
        var widths = columns.map { _ in 0 }
        for row in all {
            for (index, cell) in row.enumerated() where widths.indices.contains(index) {
                widths[index] = max(widths[index], DisplayWidth.of(cell.text))
            }
        }
        return all.map { line($0, widths, paint) }
    }

    private func line(_ row: [Cell], _ widths: [Int], _ paint: Paint) -> String {
        var line = ""
        for (cell, (column, width)) in zip(row, zip(columns, widths)) {
            let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(cell.text)))
            let text = paint(cell.text, cell.tone)
            line += (column.isRight ? blanks + text : text + blanks) + "  "
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
