/// What is wrong with one term of a filter. The other terms stay usable: the caller refuses or goes on with them.
public struct FilterFault: Sendable, Hashable {
    /// An open set: new codes may come.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No operator, no column, no value, or text after a closing quote.
        public static let badSyntax = Code(rawValue: "badSyntax")
        public static let unknownColumn = Code(rawValue: "unknownColumn")
        /// Not one of `= != > < >= <=`, or one that means nothing for the column.
        public static let badOperator = Code(rawValue: "badOperator")
        /// The value does not fit the column: no number, an unknown unit, no date.
        public static let badValue = Code(rawValue: "badValue")
        /// PCRE2 refuses the regular expression.
        public static let badExpression = Code(rawValue: "badExpression")
        /// The regular expression takes too many steps on some cell, or too long on all. Found only when rows are read.
        public static let tooCostly = Code(rawValue: "tooCostly")
        /// More than ``Filter/maximumLength`` bytes; no term was read.
        public static let tooLong = Code(rawValue: "tooLong")
        /// More than ``Filter/maximumTerms`` terms; the first ones stay.
        public static let tooManyTerms = Code(rawValue: "tooManyTerms")
    }

    public let code: Code
    /// Where in the filter's text, in characters from its beginning.
    public let offset: Int
    /// For people.
    public let message: String

    public init(_ code: Code, offset: Int, _ message: String) {
        (self.code, self.offset, self.message) = (code, offset, message)
    }
}
