extension Schema {
    /// Everything that is wrong with a value, in the order of the declaration, at most ``maxFaults`` faults.
    public func validate(_ value: JSONValue) -> [Fault] {
        var validator = Validator()
        validator.check(value, self)
        return validator.faults
    }

    /// No answer lists more faults than this.
    public static let maxFaults = 100

    /// Everything that is wrong with a text from outside JSON, e.g. a query parameter.
    public func validate(text: String) -> [Fault] { validate(value(ofText: text)) }

    /// A text as the value that this schema expects: digits as a number, `true` and `false` as a boolean. A text that
    /// does not read that way stays a string, so that ``validate(_:)`` refuses it.
    public func value(ofText text: String) -> JSONValue {
        switch shape {
        case .integer, .number: (try? StrictJSON.parse(text)).flatMap(\.asNumber) ?? .string(text)
        case .boolean where text == "true": true
        case .boolean where text == "false": false
        case .nullable(let inner): inner.value(ofText: text)
        case .reference(let reference): reference.target().value(ofText: text)
        default: .string(text)
        }
    }
}

extension JSONValue {
    fileprivate var asNumber: JSONValue? {
        switch self {
        case .integer, .number: self
        default: nil
        }
    }
}
