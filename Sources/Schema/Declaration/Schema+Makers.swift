extension Schema {
    /// Which characters a string may hold.
    public enum Characters: Sendable, Hashable {
        /// One line: no control characters (C0, DEL, C1).
        case line
        /// Several lines: of the control characters only `\n` and `\t`.
        case text
        /// All.
        case any

        func allows(_ scalar: Unicode.Scalar) -> Bool {
            switch (self, scalar.value) {
            case (.any, _), (.text, 0x0A), (.text, 0x09): true
            default: scalar.properties.generalCategory != .control
            }
        }
    }

    /// A string.
    ///
    /// With a rule, every way to be wrong (length and characters too) is reported under the rule's code and message,
    /// so that one grammar has one code.
    ///
    /// - Parameters:
    ///   - minLength: in Unicode scalars, like `maxLength`.
    ///   - maxLength: every string has one.
    public static func string(
        minLength: Int = 0, maxLength: Int = 1024, characters: Characters = .line, rule: StringRule? = nil
    ) -> Schema {
        let length = minLength...max(minLength, maxLength)
        return Schema(.string(StringShape(length: length, characters: characters, rule: rule)))
    }

    /// Free text of several lines, without control characters other than `\n` and `\t`.
    public static func text(minLength: Int = 0, maxLength: Int = 4096) -> Schema {
        string(minLength: minLength, maxLength: maxLength, characters: .text)
    }

    /// One of a closed list of strings.
    public static func oneOf(_ choices: [String]) -> Schema { Schema(.choice(choices)) }

    /// One of the cases of an enumeration of strings.
    public static func oneOf<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> Schema
    where Choice.RawValue == String {
        oneOf(type.allCases.map(\.rawValue))
    }

    /// A whole number. `4` and `4.0` are whole numbers, `"4"`, `1.5` and `true` are not. A number written with point or
    /// exponent is taken up to 2^53, where it is exact for sure.
    ///
    /// - Parameter multipleOf: the step, e.g. 512 for sizes in sectors.
    public static func integer(
        _ range: ClosedRange<Int64> = Int64.min...Int64.max, multipleOf step: Int64 = 1
    ) -> Schema {
        Schema(.integer(IntegerShape(range: range, step: step)))
    }

    /// Any number in a range.
    public static func number(
        _ range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) -> Schema {
        Schema(.number(range))
    }

    /// `true` or `false`.
    public static var boolean: Schema { Schema(.boolean) }

    /// Any JSON value.
    public static var any: Schema { Schema(.any) }

    /// A list.
    ///
    /// - Parameter unique: whether no item may stand twice.
    public static func array(
        of item: Schema, minCount: Int = 0, maxCount: Int = 1000, unique: Bool = false
    ) -> Schema {
        let count = minCount...max(minCount, maxCount)
        return Schema(.array(ArrayShape(item: item, count: count, isUnique: unique)))
    }

    /// An object of declared fields; all others are faults.
    public static func object(_ fields: [Field], rules: [ObjectRule] = []) -> Schema {
        Schema(.object(ObjectShape(fields: fields, rules: rules)))
    }

    /// An object whose names are free, e.g. labels.
    ///
    /// - Parameter keys: the grammar of the names; without one they are lines of 1 to 64 characters.
    public static func map(of value: Schema, keys: StringRule? = nil, maxCount: Int = 1000) -> Schema {
        Schema(.map(MapShape(value: value, keys: keys, maxCount: maxCount)))
    }

    /// A named schema: a component of the document, referred to by `$ref`. The target is looked up only when needed, so
    /// a schema may refer to itself.
    ///
    /// - Parameter name: letters, digits, `.`, `_` and `-` (OpenAPI 3.1, Components Object).
    public static func reference(_ name: String, to target: @autoclosure @escaping @Sendable () -> Schema) -> Schema {
        Schema(.reference(Reference(name: name, target: target)))
    }

    /// This value or `null`.
    public var nullable: Schema { Schema(.nullable(self)) }
}
