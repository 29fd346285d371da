extension Schema {
    /// A declared member of an object.
    public struct Field: Sendable {
        public let name: String
        public let schema: Schema
        public let isRequired: Bool
        /// What it is for, in units and plain words.
        public let summary: String
        public let example: JSONValue?
        /// What an absent field means. Documentation only: whoever reads the value applies it.
        public let defaultValue: JSONValue?

        /// A field that must be present.
        public static func required(
            _ name: String, _ schema: Schema, _ summary: String, example: JSONValue? = nil
        ) -> Field {
            Field(
                name: name, schema: schema, isRequired: true, summary: summary, example: example, defaultValue: nil)
        }

        /// A field that may be absent.
        public static func optional(
            _ name: String, _ schema: Schema, _ summary: String, example: JSONValue? = nil,
            default defaultValue: JSONValue? = nil
        ) -> Field {
            Field(
                name: name, schema: schema, isRequired: false, summary: summary, example: example,
                defaultValue: defaultValue)
        }
    }

    /// The declared fields of an object, or of the object a reference or nullable leads to; empty for other values.
    /// Lets one declaration build on another.
    public var fields: [Field] {
        switch shape {
        case .object(let object): object.fields
        case .nullable(let inner): inner.fields
        case .reference(let reference): reference.target().fields
        default: []
        }
    }
}
