import FoundationEssentials

extension Schema {
    /// What an encoded sample and this schema do not agree on. For tests: a type that gains a field without a
    /// declaration, or loses a required one, is found here.
    ///
    /// - Parameters:
    ///   - complete: whether the sample must show every declared field, also optional ones, so that a declaration
    ///     that outlived its type is found too (code `not-encoded`).
    ///   - encoder: as the server encodes.
    /// - Throws: `EncodingError`.
    public func faults(
        ofSample sample: some Encodable, complete: Bool = false, encoder: JSONEncoder = JSONValue.encoder()
    ) throws -> [Fault] {
        let value = try JSONValue(encoding: sample, using: encoder)
        return validate(value) + (complete ? absent(in: value, below: "") : [])
    }

    private func absent(in value: JSONValue, below base: String) -> [Fault] {
        switch shape {
        case .object(let object): object.fields.flatMap { absent($0, in: value, below: base) }
        case .array(let list): value[0].map { list.item.absent(in: $0, below: base + "/0") } ?? []
        case .nullable(let inner): value == .null ? [] : inner.absent(in: value, below: base)
        case .reference(let reference): reference.target().absent(in: value, below: base)
        default: []
        }
    }

    private func absent(_ field: Field, in value: JSONValue, below base: String) -> [Fault] {
        let pointer = base + "/" + JSONPointer.escape(field.name)
        if let member = value[field.name] { return field.schema.absent(in: member, below: pointer) }
        // A required field that is absent is a fault of the value already.
        if field.isRequired { return [] }
        return [Fault(pointer: pointer, code: "not-encoded", message: "is declared but not in the sample")]
    }
}
