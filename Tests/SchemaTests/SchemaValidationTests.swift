import Schema
import Testing

/// A schema that uses every maker; other suites use it too.
enum Sample {
    static let name = StringRule(
        code: "name/grammar", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        message: "must be 1 to 63 characters of a-z, 0-9 and -, and not start or end with -"
    ) { text in
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }
    }

    enum Bus: String, CaseIterable { case virtio, sata }

    static let disk = Schema.object(
        [
            .required("size", .integer(512...1 << 43, multipleOf: 512), "Bytes.", example: 10_737_418_240),
            .optional("bus", .oneOf(Bus.self), "Where it is plugged in.", default: "virtio"),
            .optional("image", .string(minLength: 1, maxLength: 20), "Copied to the disk."),
            .optional("volume", .string(rule: .uuid), "Taken as it is."),
        ], rules: [.atMostOne(of: ["image", "volume"])])

    static let machine = Schema.object([
        .required("name", .string(rule: name), "Unique in the project.", example: "web-1"),
        .required("cpus", .integer(1...512), "Virtual processors.", example: 4),
        .optional("weight", .number(0...1), "Share of the host.", default: 0.5),
        .optional("note", .text(maxLength: 20).nullable, "Free text; null removes it."),
        .optional("autostart", .boolean, "Started with the host.", default: false),
        .optional("disks", .array(of: .reference("Disk", to: disk), maxCount: 3, unique: true), "In boot order."),
        .optional("labels", .map(of: .string(maxLength: 5), keys: name, maxCount: 2), "For filters."),
        .optional("made", .string(rule: .dateTime), "When."),
        .optional("extra", .any, "Kept as it is."),
    ])
}

@Suite struct SchemaValidationTests {
    private func faults(_ text: String, _ schema: Schema = Sample.machine) throws -> [String] {
        schema.validate(try StrictJSON.parse(text)).map { "\($0.pointer) \($0.code)" }
    }

    @Test func `a right value has no faults`() throws {
        let text = """
            {"name":"web-1","cpus":4,"weight":1,"note":"a\\n\\tb","autostart":true,"disks":[{"size":512,"bus":"sata"},
            {"size":1024,"volume":"0F8FAD5B-d9cb-469f-a165-70867728950e"}],"labels":{"tier":"front"},
            "made":"2026-03-01T09:30:00Z","extra":[1,{"x":null}]}
            """
        #expect(try faults(text) == [])
        #expect(try faults(#"{"name":"a","cpus":1,"note":null}"#) == [])
    }

    @Test func `every fault is reported, in the order of the declaration`() throws {
        let text = """
            {"cpu":1,"weight":2,"note":7,"autostart":"yes","disks":[{"size":1,"bus":"ide","image":"a","volume":"b"},{}],
            "labels":{"A":"123456"},"made":"today"}
            """
        #expect(
            try faults(text) == [
                "/name required", "/cpus required", "/weight range", "/note type", "/autostart type",
                "/disks/0/size range", "/disks/0/bus one-of", "/disks/0/volume format", "/disks/0 fields",
                "/disks/1/size required", "/labels/A name/grammar", "/labels/A length", "/made format",
                "/cpu unknown-field",
            ])
    }

    @Test(arguments: ["null", "[]", "\"x\"", "1", "true"])
    func `a body that is no object has one type fault at the root`(text: String) throws {
        #expect(try faults(text) == [" type"])
    }

    @Test(arguments: [
        ("-1", "range"), ("0", "range"), ("513", "range"), ("2147483648", "range"), ("9007199254740993", "range"),
        ("9223372036854775808", "range"), ("1e300", "range"), ("1.5", "type"), ("\"4\"", "type"), ("true", "type"),
        ("null", "type"), ("[4]", "type"), ("{}", "type"),
    ])
    func `a wrong number is refused and never traps`(number: String, code: String) throws {
        #expect(try faults("{\"name\":\"a\",\"cpus\":\(number)}") == ["/cpus \(code)"])
    }

    @Test(arguments: ["1", "512", "4.0", "4e0", "0.4e1"])
    func `a whole number is taken in every spelling`(number: String) throws {
        #expect(try faults("{\"name\":\"a\",\"cpus\":\(number)}") == [])
    }

    @Test func `whole numbers beyond 2^53 are exact in digits and refused with an exponent`() throws {
        let schema = Schema.integer(9_007_199_254_740_993...Int64.max)
        #expect(try faults("9007199254740993", schema) == [])
        #expect(try faults("9007199254740992", schema) == [" range"])
        #expect(try faults("9223372036854775807", schema) == [])
        #expect(try faults("1e17", schema) == [" range"])
        #expect(try faults("-9223372036854775808", .integer()) == [])
    }

    @Test(arguments: [
        "", "-x", "--help", "..", ".a", "a/b", "a;b", "$(x)", "a\u{0}", "a\n", "\u{1B}", "a\u{202E}", "a\u{200B}", "é",
        "e\u{301}", "😀", "CON", "A", String(repeating: "a", count: 64), String(repeating: "a", count: 10_000),
        "x</name><memory>",
    ])
    func `every wrong name has the code of its grammar`(name: String) {
        let found = Sample.machine.validate(["name": .string(name), "cpus": 1])
        #expect(found.map(\.code) == ["name/grammar"])
        #expect(found.map(\.pointer) == ["/name"])
    }

    @Test(arguments: ["\u{0}", "\u{1B}", "\r", "\u{7F}", "\u{85}", "\u{9B}"])
    func `free text takes line breaks and tabs but no other control character`(character: String) {
        #expect(Schema.text().validate(.string("a\n\tb")) == [])
        #expect(Schema.text().validate(.string("a" + character)).map(\.code) == ["characters"])
        #expect(Schema.string(characters: .any).validate(.string(character)) == [])
    }

    @Test func `a line takes no line break`() {
        #expect(Schema.string().validate("a b é 😀") == [])
        #expect(Schema.string().validate("a\nb").map(\.code) == ["characters"])
        #expect(Schema.string().validate("a\tb").map(\.code) == ["characters"])
    }

    @Test func `length is counted in Unicode scalars`() {
        let schema = Schema.string(minLength: 2, maxLength: 3)
        #expect(schema.validate("e\u{301}") == [])
        #expect(schema.validate("😀").map(\.message) == ["must have 2 to 3 characters"])
        #expect(schema.validate("e\u{301}ab").map(\.code) == ["length"])
    }

    @Test func `an unknown field is named with its nearest neighbour`() {
        let found = Sample.machine.validate(["name": "a", "cpus": 1, "auto_start": true, "zzz": 1, "lables": [:]])
        #expect(
            found.map(\.message) == [
                #""auto_start" is not a known field; did you mean autostart?"#, #""zzz" is not a known field"#,
                #""lables" is not a known field; did you mean labels?"#,
            ])
    }

    @Test func `a hostile field name is escaped and cut in pointer and message`() {
        let found = Sample.machine.validate([
            "name": "a", "cpus": 1, .init("\u{1B}[2J/~" + String(repeating: "x", count: 10_000)): 1,
        ])
        #expect(found.first?.pointer.hasPrefix("/\\u{1B}[2J~1~0xxx") == true)
        #expect(found.first.map { $0.pointer.count < 80 && $0.message.count < 120 } == true)
    }

    @Test func `messages say field and rule and never the value`() {
        let found = Sample.machine.validate(["name": "se;cret", "cpus": "secret", "weight": 3, "disks": "secret"])
        #expect(
            found.map(\.description) == [
                "/name must be 1 to 63 characters of a-z, 0-9 and -, and not start or end with -",
                "/cpus must be a whole number from 1 to 512, not a text",
                "/weight must be a number from 0 to 1", "/disks must be a list, not a text",
            ])
    }

    @Test func `lists are bounded and may ask for distinct items`() throws {
        let schema = Schema.array(of: .integer(), minCount: 1, maxCount: 3, unique: true)
        #expect(try faults("[]", schema) == [" length"])
        #expect(try faults("[1,2,3,4]", schema) == [" length"])
        #expect(try faults("[1,2,1]", schema) == ["/2 unique"])
        #expect(try faults(#"[1,"a",1.5]"#, schema) == ["/1 type", "/2 type"])
    }

    @Test func `maps are bounded and their names have a grammar`() throws {
        let schema = Schema.map(of: .boolean, maxCount: 2)
        #expect(try faults(#"{"a":true,"b":false}"#, schema) == [])
        #expect(try faults(#"{"a":true,"b":true,"c":true}"#, schema) == [" length"])
        #expect(try faults(#"{"":true,"a\nb":1}"#, schema) == ["/ length", "/a\\u{A}b characters", "/a\\u{A}b type"])
    }

    @Test func `at most a hundred faults are reported, soon`() {
        let items = JSONValue.array(Array(repeating: ["size": 1, "x": 2], count: 100_000))
        let schema = Schema.array(of: Sample.disk, maxCount: 1_000_000)
        #expect(schema.validate(items).count == 100)
    }

    @Test func `rules over several fields`() throws {
        let fields: [Schema.Field] = [.optional("a", .integer(), "A."), .optional("b", .integer(), "B.")]
        let ordered = ObjectRule("a is less than b.") { object in
            guard let a = object["a"]?.integerValue, let b = object["b"]?.integerValue, a >= b else { return [] }
            return [Fault(pointer: "/b", code: "order", message: "must be greater than a")]
        }
        let one = Schema.object(fields, rules: [.exactlyOne(of: ["a", "b"])])
        #expect(try faults("{}", one) == [" fields"])
        #expect(try faults(#"{"a":1}"#, one) == [])
        #expect(try faults(#"{"a":1,"b":1}"#, one) == [" fields"])
        #expect(one.validate([:]).map(\.message) == ["must have exactly one of a, b"])
        let free = Schema.map(of: .object(fields, rules: [.atLeastOne(of: ["a", "b"]), ordered]))
        #expect(try faults(#"{"x":{}}"#, free) == ["/x fields"])
        #expect(try faults(#"{"x":{"a":2,"b":1}}"#, free) == ["/x/b order"])
        #expect(try faults(#"{"x":{"a":2,"b":"1"}}"#, free) == ["/x/b type"])
    }

    @Test func `a free rule does not see fields that are wrong by themselves`() throws {
        let never = ObjectRule("Never right.") { _ in [Fault(pointer: "", code: "never", message: "is never right")] }
        let schema = Schema.object([.optional("a", .integer(), "A.")], rules: [never, .atLeastOne(of: ["a"])])
        #expect(try faults(#"{"a":1}"#, schema) == [" never"])
        #expect(try faults(#"{"a":"1"}"#, schema) == ["/a type"])
        #expect(try faults(#"{"b":1}"#, schema) == ["/b unknown-field", " fields"])
    }

    @Test func `a schema may refer to itself`() throws {
        #expect(try faults(#"{"all":[{"all":[]},{"all":[{"al":[]}]}]}"#, Tree.schema).count == 2)
    }

    @Test func `parameters are read by what the schema expects`() {
        let limit = Schema.integer(1...1000)
        #expect(limit.value(ofText: "10") == 10)
        #expect(limit.validate(text: "10") == [])
        for text in ["", "-1", "0", "1e9", "abc", "1.5", "0x10", "true", "null", "１"] {
            #expect(limit.validate(text: text).count == 1, "\(text)")
        }
        #expect(Schema.boolean.value(ofText: "true") == true)
        #expect(Schema.boolean.validate(text: "yes").map(\.code) == ["type"])
        #expect(Schema.string().value(ofText: "10") == "10")
    }

    enum Tree {
        static let schema: Schema = .reference("Tree", to: tree)
        static let tree: Schema = .object([.required("all", .array(of: .reference("Tree", to: tree)), "All of these.")])
    }
}
