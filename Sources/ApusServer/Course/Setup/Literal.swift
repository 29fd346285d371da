/// A value of JSON, or of the literals of Python that mean the same, with the line it begins on. It is read, never evaluated.
struct Literal: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        case none
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case text(String)
        case list([Literal])
        case map([Entry])
    }

    struct Entry: Hashable, Sendable {
        var key: String
        var value: Literal
    }

    var form: Form
    var line: Int

    var text: String? { if case .text(let text) = form { text } else { nil } }
    var list: [Literal]? { if case .list(let items) = form { items } else { nil } }
    /// Also 2.0, as JavaScript would write no other.
    var integer: Int64? {
        switch form {
        case .integer(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The last of a key, as JSON and Python have it.
    subscript(key: String) -> Literal? {
        guard case .map(let entries) = form else { return nil }
        return entries.last { $0.key == key }?.value
    }
}

/// What is no literal, and where.
struct LiteralFault: Error, Hashable {
    var line: Int
    var message: String
}
