/// The operators of the filter language. `=`, `<` and `>` are the language; the others are extensions.
enum Comparison: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case greater = ">"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="

    /// Whether it holds for a cell that is less (-1), equal (0) or greater (1) than the value.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .greater: order > 0
        case .lessOrEqual: order <= 0
        case .greaterOrEqual: order >= 0
        }
    }

    var isEquality: Bool { self == .equal || self == .notEqual }

    /// An empty cell is less than everything and equal to nothing.
    var matchesNone: Bool { self == .less || self == .lessOrEqual || self == .notEqual }

    /// The same comparison seen from the other side: an age is greater where the date is less.
    var mirrored: Self {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .greater: .less
        case .lessOrEqual: .greaterOrEqual
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
