import Schema

/// What cannot be used in a file, in words.
public struct CourseFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1.
    public var line: Int
    public var message: String

    public var description: String { "\(file):\(line): \(message)" }
}

/// A usable entry of a file, and its line.
public struct CourseLine<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var line: Int
}

/// The entries of a file that has one on each line, or a JSON list of them (`{"pms": ["…"]}`).
enum CourseLines {
    /// - Parameter key: of the list, in a file that is JSON.
    static func read<Value>(
        _ text: String, of file: String, key: String, _ parse: (String) -> Result<Value, CourseWords>
    ) -> (lines: [CourseLine<Value>], faults: [CourseFault]) {
        var lines: [CourseLine<Value>] = []
        var faults: [CourseFault] = []
        for (entry, line) in entries(text, of: file, key, &faults) {
            switch parse(entry) {
            case .success(let value): lines.append(CourseLine(value: value, line: line))
            case .failure(let words): faults.append(CourseFault(file: file, line: line, message: words.text))
            }
        }
        return (lines, faults)
    }

    private static func entries(
        _ text: String, of file: String, _ key: String, _ faults: inout [CourseFault]
    ) -> [(String, Int)] {
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard let first = body.first, first == "{" || first == "[" else { return plain(text) }
        do throws(LiteralFault) {
            let document = try LiteralReader.document(text)
            guard let items = document[key]?.list ?? document.list else {
                throw LiteralFault(line: 1, message: "there is no list \"\(key)\"")
            }
            for item in items where item.text == nil {
                faults.append(CourseFault(file: file, line: item.line, message: "must be a string"))
            }
            return items.compactMap { item in item.text.map { ($0, item.line) } }
        } catch {
            faults.append(CourseFault(file: file, line: error.line, message: error.message))
            return []
        }
    }

    /// Without empty lines and comments.
    private static func plain(_ text: String) -> [(String, Int)] {
        // A line may end with CR LF, which Swift takes for one character.
        let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
        return zip(lines, 1...).compactMap { bytes, number in
            let blanks: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
            let line = String(decoding: bytes, as: UTF8.self).drop(while: blanks).reversed().drop(while: blanks)
            let entry = String(line.reversed())
            return entry.isEmpty || entry.hasPrefix("#") ? nil : (entry, number)
        }
    }
}

/// Why an entry cannot be used.
struct CourseWords: Error, Hashable {
    var text: String

    init(_ text: String) { self.text = text }
}
