import FoundationEssentials

/// Gives the terms of a filter's text their columns and conditions, and collects what is wrong.
struct FilterReader<Row: Sendable> {
    let text: String
    let columns: Columns<Row>
    let now: Date
    var terms: [Filter<Row>.Term] = []
    var faults: [FilterFault] = []

    init(text: String, columns: Columns<Row>, now: Date) {
        (self.text, self.columns, self.now) = (text, columns, now)
    }

    mutating func read() {
        for (count, part) in FilterSyntax.parts(text).enumerated() {
            guard count < Filter<Row>.maximumTerms else {
                let message = "A filter has at most \(Filter<Row>.maximumTerms) terms; the others are not used."
                return fault(.tooManyTerms, offset(of: part), message)
            }
            switch part {
            case .term(let term): read(term)
            case .fault(let message, let offset): fault(.badSyntax, offset, message)
            }
        }
    }

    private mutating func read(_ term: FilterSyntax.Term) {
        guard let column = columns[term.column.text] else {
            return fault(.unknownColumn, term.column.offset, columns.unknown(term.column.text))
        }
        guard let comparison = Comparison(rawValue: term.comparison.text) else {
            let message = "“\(term.comparison.text.prefix(16))” is no operator. Use =, >, <, !=, >= or <=."
            return fault(.badOperator, term.comparison.offset, message)
        }
        let reader = ConditionReader(type: column.type, unit: column.unit, title: column.title, now: now)
        do {
            let condition = try reader.read(term.value, comparison)
            let offset = characters(term.column.offset)
            let test = CellTest(column, offset: offset, comparison, condition)
            terms.append(.init(column: column, offset: offset, test: test))
        } catch {
            let place = error.code == .badOperator ? term.comparison.offset : term.value.offset
            fault(error.code, place + (term.value.isQuoted ? 0 : error.offset), error.message)
        }
    }

    private func offset(of part: FilterSyntax.Part) -> Int {
        switch part {
        case .term(let term): term.column.offset
        case .fault(_, let offset): offset
        }
    }

    private mutating func fault(_ code: FilterFault.Code, _ offset: Int, _ message: String) {
        faults.append(FilterFault(code, offset: characters(offset), message))
    }

    /// Bytes to characters.
    private func characters(_ bytes: Int) -> Int {
        String(decoding: text.utf8.prefix(bytes), as: UTF8.self).count
    }
}
