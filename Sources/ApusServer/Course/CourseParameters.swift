import ApusModel
import Schema

/// Why a call of the course API fails: for the log, since its answers have no words.
struct CourseRefusal: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// The query of a call. A name that is given twice says nothing; names that no call knows are passed over.
struct CourseParameters: Sendable {
    private let values: [String: [String]]
    /// As document 001 writes two of them, with a space.
    private static let spellings = ["instance type": "instance_type", "image id": "image_id"]

    /// - Parameter path: what stands in the path instead of in the query.
    init(_ query: [(name: String, value: String)], path: [String: String] = [:]) {
        var values = path.mapValues { [$0] }
        for (name, value) in query { values[Self.spellings[name] ?? name, default: []].append(value) }
        self.values = values
    }

    /// - Throws: ``CourseRefusal`` where it is missing or doubled.
    func text(_ name: String) throws -> String {
        let given = values[name] ?? []
        guard let value = given.first, given.count == 1 else {
            throw CourseRefusal(given.isEmpty ? "\(name) is missing" : "\(name) is given more than once")
        }
        return value
    }

    /// A number in plain decimal digits.
    func number(_ name: String) throws -> Int64 {
        let text = try text(name)
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text) else {
            throw CourseRefusal("\(name) is no number: \(Echo.quoted(text))")
        }
        return number
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// What was given as `name`, whatever it is, for an answer that repeats it.
    func echo(_ name: String) -> String { values[name]?.first ?? "" }

    /// A name that people gave: one line, at most 128 characters.
    func name(_ parameter: String) throws -> String {
        let name = try text(parameter)
        let faults = Schema.string(minLength: 1, maxLength: 128).validate(.string(name))
        guard faults.isEmpty, !name.allSatisfy(\.isWhitespace) else {
            throw CourseRefusal("\(parameter) \(faults.first?.message ?? "is empty")")
        }
        return name
    }
}
