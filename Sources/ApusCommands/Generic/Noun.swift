import ApusClient

/// A noun of the command line; the commands that all nouns share are written once, over this.
protocol Noun: Sendable {
    /// `vm`
    static var name: String { get }
    static var collection: RowCollection { get }
    /// `virtual machines`
    static var many: String { get }
    /// A command that brings the first row, said when there is none.
    static var beginning: String { get }
    /// A name for the examples of help texts.
    static var example: String { get }
    /// A filter for the examples of help texts.
    static var filterExample: String { get }
}

/// A noun whose rows can be taken out of Apus at once, without an operation.
protocol RemovableNoun: Noun {
    /// `remove` or `delete`
    static var removal: String { get }
    /// What stays and what does not.
    static var removalNote: String { get }
}
