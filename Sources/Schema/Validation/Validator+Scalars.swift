/// Numbers and strings.
extension Validator {
    mutating func integer(_ value: JSONValue, _ shape: IntegerShape) {
        switch value {
        case .integer(let number):
            if !shape.allows(number) { report(Fault.range, "must be \(shape.phrase)") }
        case .number(let number) where number.rounded() == number:
            guard let whole = Self.exact(number) else {
                return report(Fault.range, "must be \(shape.phrase), in plain digits")
            }
            if !shape.allows(whole) { report(Fault.range, "must be \(shape.phrase)") }
        case .number:
            report(Fault.type, "must be \(shape.phrase), without a fraction")
        default:
            reportType(shape.phrase, value)
        }
    }

    /// The whole number that a `Double` surely stands for: beyond 2^53 several whole numbers share one `Double`.
    static func exact(_ number: Double) -> Int64? {
        number.magnitude <= 9_007_199_254_740_992 ? Int64(exactly: number) : nil
    }

    mutating func number(_ value: JSONValue, _ range: ClosedRange<Double>) {
        let phrase = numberPhrase(range)
        switch value {
        case .integer(let number) where range.contains(Double(number)): break
        case .number(let number) where range.contains(number): break
        case .integer, .number: report(Fault.range, "must be \(phrase)")
        default: reportType(phrase, value)
        }
    }

    private func numberPhrase(_ range: ClosedRange<Double>) -> String {
        let greatest = Double.greatestFiniteMagnitude
        let (low, high) = (figure(range.lowerBound), figure(range.upperBound))
        return switch (range.lowerBound > -greatest, range.upperBound < greatest) {
        case (true, true): "a number from \(low) to \(high)"
        case (true, false): "a number of at least \(low)"
        case (false, true): "a number of at most \(high)"
        case (false, false): "a number"
        }
    }

    /// Without ".0".
    private func figure(_ number: Double) -> String { Self.exact(number).map { String($0) } ?? String(number) }

    mutating func string(_ value: JSONValue, _ shape: StringShape) {
        guard case .string(let text) = value else { return reportType("a text", value) }
        if let fault = shape.fault(of: text) { report(fault.code, fault.message) }
    }

    mutating func choice(_ value: JSONValue, _ choices: [String]) {
        let list = choices.joined(separator: ", ")
        guard case .string(let text) = value else { return reportType("one of \(list)", value) }
        if !choices.contains(text) { report(Fault.oneOf, "must be one of \(list)") }
    }
}

extension IntegerShape {
    func allows(_ number: Int64) -> Bool {
        range.contains(number) && (step <= 1 || number % step == 0)
    }

    /// E.g. "a whole number from 1 to 512".
    var phrase: String {
        let bounds =
            switch (range.lowerBound > .min, range.upperBound < .max) {
            case (true, true): " from \(range.lowerBound) to \(range.upperBound)"
            case (true, false): " of at least \(range.lowerBound)"
            case (false, true): " of at most \(range.upperBound)"
            case (false, false): ""
            }
        return "a whole number" + bounds + (step > 1 ? ", a multiple of \(step)" : "")
    }
}

extension StringShape {
    /// What is wrong with a text. The rule is asked last, so that it never sees a text that is too long.
    func fault(of text: String) -> (code: String, message: String)? {
        guard let own = ownFault(of: text) else {
            guard let rule, !rule.accepts(text) else { return nil }
            return (rule.code, rule.message)
        }
        guard let rule else { return own }
        return (rule.code, rule.message)
    }

    private func ownFault(of text: String) -> (code: String, message: String)? {
        if !length.contains(text.unicodeScalars.count) {
            return (Fault.length, "must have \(Plural.range(length, "character"))")
        }
        guard text.unicodeScalars.allSatisfy(characters.allows) else {
            let phrase = characters == .text ? "other than line breaks (\\n) and tabs" : "or line breaks"
            return (Fault.characters, "must not contain control characters \(phrase)")
        }
        return nil
    }
}

/// Counts in messages.
enum Plural {
    /// E.g. "1 to 63 characters", "at most 1 item", "exactly 4 items".
    static func range(_ range: ClosedRange<Int>, _ noun: String) -> String {
        let nouns = range.upperBound == 1 ? noun : noun + "s"
        return switch (range.lowerBound, range.upperBound) {
        case (let low, let high) where low == high: "exactly \(high) \(nouns)"
        case (0, let high): "at most \(high) \(nouns)"
        case (let low, let high): "\(low) to \(high) \(nouns)"
        }
    }
}
