/// Why a query was refused. A filter's faults are not errors but values: see ``FilterFault``.
public struct QueryError: Error, Sendable, Hashable {
    /// An open set: new codes may come.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A column named in `sort` or `columns` does not exist.
        public static let unknownColumn = Code(rawValue: "unknownColumn")
        /// More sort columns than ``Query/maximumSorts``.
        public static let tooManySorts = Code(rawValue: "tooManySorts")
        /// The cursor was not made here, or was changed on the way.
        public static let forgedCursor = Code(rawValue: "forgedCursor")
        /// The cursor belongs to another list, filter or order.
        public static let foreignCursor = Code(rawValue: "foreignCursor")
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        (self.code, self.message) = (code, message)
    }
}
