import Foundation
import Schema
import Testing

/// Runs short Python programs, as an opinion from outside.
enum Python {
    static func has(_ module: String) async throws -> Bool {
        try await run(
            "import importlib.util; print(importlib.util.find_spec('\(module)') is not None)", input: "") == "True\n"
    }

    /// What the program writes to its output. Input and output go through files, so that no pipe can fill up.
    static func run(_ program: String, input: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schema-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (from, to) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try Data(input.utf8).write(to: from)
        try Data().write(to: to)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.standardInput = try FileHandle(forReadingFrom: from)
        process.standardOutput = try FileHandle(forWritingTo: to)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in done.resume() }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        return try String(contentsOf: to, encoding: .utf8)
    }
}

@Suite struct SchemaAgreementTests {
    private static let schemas: [(Schema, [JSONValue])] = [
        (.integer(1...512), [0, 1, 512, 513, 4.0, 1.5, "4", true, nil, .number(1e300)]),
        (.integer(multipleOf: 512), [0, 512, 513, -512]),
        (.number(0...1), [0, 1, 0.5, 1.1, -1, "0"]),
        (.boolean, [true, false, 0, "true", nil]),
        (.string(minLength: 1, maxLength: 3), ["", "a", "abc", "abcd", "a\nb", "\u{9B}", "😀😀😀", 1]),
        (.text(maxLength: 3), ["", "a\nb", "a\tb", "\r", "\u{1B}", "\u{7F}"]),
        (
            .string(rule: Sample.name),
            ["", "a", "-a", "a-", "A", "a.b", "web-1", .string(String(repeating: "a", count: 64))]
        ),
        (.oneOf(["a", "b"]), ["a", "b", "c", "", 1, nil]),
        (.oneOf(["a", "b"]).nullable, ["a", "c", nil]),
        (.integer(1...2).nullable, [1, 3, nil, "1"]),
        (.any.nullable, [1, nil, [:]]),
        (
            .array(of: .integer(), minCount: 1, maxCount: 2, unique: true),
            [[], [1], [1, 2], [1, 1], [1, 2, 3], ["a"], 1]
        ),
        (
            .map(of: .boolean, maxCount: 2),
            [[:], ["a": true], ["": true], ["a": 1], ["a": true, "b": true, "c": true], []]
        ),
        (.map(of: .any, keys: Sample.name), [["a": 1], ["A": 1]]),
        (
            Sample.disk,
            [
                ["size": 512], [:], ["size": 1], ["size": 512, "bus": "ide"], ["size": 512, "x": 1], nil, [], "x",
                ["size": 512, "bus": "sata", "image": "a"],
            ]
        ),
        (
            .object(
                [.optional("a", .any, "A."), .optional("b", .any, "B.")],
                rules: [.exactlyOne(of: ["a", "b"]), .atLeastOne(of: ["a"])]),
            [[:], ["a": 1], ["b": 1], ["a": 1, "b": 1]]
        ),
    ]

    @Test(
        .enabled("needs python3 with jsonschema") { try await Python.has("jsonschema") }, .timeLimit(.minutes(1)))
    func `the document means what the validator does`() async throws {
        let cases = Self.schemas.flatMap { schema, values in values.map { (schema, $0) } }
        let input = JSONValue.array(cases.map { [$0.openAPI, $1] })
        let answer = try await Python.run(
            """
            import json, sys
            from jsonschema import Draft202012Validator as V
            print(json.dumps([V(s).is_valid(v) for s, v in json.load(sys.stdin)]))
            """, input: input.text())
        let verdicts = try StrictJSON.parse(answer).decode(as: [Bool].self)
        try #require(verdicts.count == cases.count)
        for (verdict, (schema, value)) in zip(verdicts, cases) {
            #expect(schema.validate(value).isEmpty == verdict, "\(value.text()) \(schema.openAPI.text())")
        }
    }
}
