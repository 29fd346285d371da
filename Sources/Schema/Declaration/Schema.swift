/// One declaration of what a JSON value may be.
///
/// The same value checks input (``validate(_:)``), writes its OpenAPI schema (``openAPI``) and is held against encoded
/// samples (``faults(ofSample:complete:)``), so that the three cannot drift apart.
///
/// ```swift
/// let resize = Schema.object([
///     .required("cpus", .integer(1...512), "Virtual processors.", example: 4),
///     .optional("note", .text(maxLength: 200), "Why, for the log."),
/// ])
/// let faults = resize.validate(try StrictJSON.parse(body))
/// ```
public struct Schema: Sendable {
    let shape: Shape
    /// What the value means, for the document.
    var summary: String?

    init(_ shape: Shape) { self.shape = shape }

    /// The same schema with a description for the document.
    public func described(_ summary: String) -> Schema {
        var copy = self
        copy.summary = summary
        return copy
    }
}

/// The kinds of values.
indirect enum Shape: Sendable {
    case any
    case boolean
    case integer(IntegerShape)
    case number(ClosedRange<Double>)
    case string(StringShape)
    case choice([String])
    case array(ArrayShape)
    case object(ObjectShape)
    case map(MapShape)
    case nullable(Schema)
    case reference(Reference)
}

struct IntegerShape: Sendable {
    let range: ClosedRange<Int64>
    /// A step of 1 or less allows every number.
    let step: Int64
}

struct StringShape: Sendable {
    let length: ClosedRange<Int>
    let characters: Schema.Characters
    let rule: StringRule?
}

struct ArrayShape: Sendable {
    let item: Schema
    let count: ClosedRange<Int>
    let isUnique: Bool
}

struct ObjectShape: Sendable {
    let fields: [Schema.Field]
    let rules: [ObjectRule]
}

struct MapShape: Sendable {
    let value: Schema
    let keys: StringRule?
    let maxCount: Int
}

struct Reference: Sendable {
    let name: String
    /// Looked up when needed, so that a schema may refer to itself.
    let target: @Sendable () -> Schema
}
