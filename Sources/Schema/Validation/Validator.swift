/// Walks a value and its schema side by side and collects faults.
struct Validator {
    private(set) var faults: [Fault] = []
    private var place = JSONPointer()

    private var isFull: Bool { faults.count >= Schema.maxFaults }

    mutating func check(_ value: JSONValue, _ schema: Schema) {
        switch schema.shape {
        case .any: break
        case .boolean: if value.boolValue == nil { reportType("true or false", value) }
        case .integer(let shape): integer(value, shape)
        case .number(let range): number(value, range)
        case .string(let shape): string(value, shape)
        case .choice(let choices): choice(value, choices)
        case .array(let shape): array(value, shape)
        case .object(let shape): object(value, shape)
        case .map(let shape): map(value, shape)
        case .nullable(let inner): if value != .null { check(value, inner) }
        case .reference(let reference): check(value, reference.target())
        }
    }

    mutating func report(_ code: String, _ message: String) {
        guard !isFull else { return }
        faults.append(Fault(pointer: place.text, code: code, message: message))
    }

    /// `expected` completes "must be ...".
    mutating func reportType(_ expected: String, _ value: JSONValue) {
        report(Fault.type, "must be \(expected), not \(value.kind)")
    }

    /// Faults of a part are faults here, further down.
    mutating func report(below relative: [Fault]) {
        let base = place.text
        for fault in relative.prefix(max(0, Schema.maxFaults - faults.count)) {
            faults.append(Fault(pointer: base + fault.pointer, code: fault.code, message: fault.message))
        }
    }

    mutating func descend(_ step: JSONPointer.Step, _ work: (inout Validator) -> Void) {
        guard !isFull else { return }
        place.steps.append(step)
        work(&self)
        place.steps.removeLast()
    }
}

extension JSONValue {
    /// The type in plain words.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
