/// A rule over the fields of one object together.
public struct ObjectRule: Sendable {
    /// For the document.
    let summary: String
    /// A JSON Schema that says the same, where one can.
    let keyword: JSONObject?
    /// Whether the rule can judge an object whose fields are faulty by themselves.
    let judgesFaultyFields: Bool
    let check: @Sendable (JSONObject) -> [Fault]

    /// A free rule. It runs only if every field is right by itself, so it may rely on the types.
    ///
    /// - Parameters:
    ///   - summary: the rule in one sentence, for the document.
    ///   - check: the faults; their pointers start at this object, e.g. `/end`.
    public init(_ summary: String, check: @escaping @Sendable (JSONObject) -> [Fault]) {
        self.init(summary: summary, keyword: nil, judgesFaultyFields: false, check: check)
    }

    private init(
        summary: String, keyword: JSONObject?, judgesFaultyFields: Bool,
        check: @escaping @Sendable (JSONObject) -> [Fault]
    ) {
        self.summary = summary
        self.keyword = keyword
        self.judgesFaultyFields = judgesFaultyFields
        self.check = check
    }

    /// One of the fields must be present, and only one.
    public static func exactlyOne(of names: [String]) -> ObjectRule {
        presence("exactly one of \(list(names))", of: names, keyword: ["oneOf": alternatives(names)]) { $0 == 1 }
    }

    /// At least one of the fields must be present.
    public static func atLeastOne(of names: [String]) -> ObjectRule {
        presence("at least one of \(list(names))", of: names, keyword: ["anyOf": alternatives(names)]) { $0 >= 1 }
    }

    /// The fields exclude each other.
    public static func atMostOne(of names: [String]) -> ObjectRule {
        presence("at most one of \(list(names))", of: names, keyword: nil) { $0 <= 1 }
    }

    private static func presence(
        _ phrase: String, of names: [String], keyword: JSONObject?, isRight: @escaping @Sendable (Int) -> Bool
    ) -> ObjectRule {
        ObjectRule(summary: "Has \(phrase).", keyword: keyword, judgesFaultyFields: true) { object in
            isRight(names.count { object[$0] != nil })
                ? [] : [Fault(pointer: "", code: Fault.fields, message: "must have \(phrase)")]
        }
    }

    private static func alternatives(_ names: [String]) -> JSONValue {
        .array(names.map { ["required": [.string($0)]] })
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
