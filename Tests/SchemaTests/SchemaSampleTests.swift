import Schema
import Testing

@Suite struct SchemaSampleTests {
    private struct Machine: Encodable {
        var name = "web-1"
        var cpus = 4
        var note: String?
        var disks: [Disk] = []
    }

    private struct Disk: Encodable {
        var size = 512
    }

    private let schema = Schema.object([
        .required("name", .string(), "N."), .required("cpus", .integer(), "C."),
        .optional("note", .text(), "T."),
        .optional(
            "disks",
            .array(of: .object([.required("size", .integer(), "S."), .optional("bus", .string(), "B.")])), "D."),
    ])

    @Test func `a sample that agrees has no faults`() throws {
        #expect(try schema.faults(ofSample: Machine()) == [])
    }

    @Test func `a key that is not declared is a fault`() throws {
        let narrow = Schema.object([.required("name", .string(), "N."), .required("cpus", .integer(), "C.")])
        #expect(try narrow.faults(ofSample: Machine()).map(\.description).first?.hasPrefix("/disks ") == true)
    }

    @Test func `a complete sample shows every declared field`() throws {
        let found = try schema.faults(ofSample: Machine(disks: [Disk()]), complete: true)
        #expect(found.map(\.pointer) == ["/note", "/disks/0/bus"])
        #expect(Set(found.map(\.code)) == ["not-encoded"])
    }

    @Test func `examples and defaults that the schema refuses are found`() {
        let schema = Schema.object([
            .required("a", .integer(1...2), "A.", example: 3), .optional("a", .integer(), "A again."),
            .optional("b", .array(of: .object([.optional("c", .boolean, "C.", default: "no")])), "B."),
        ])
        #expect(
            schema.declarationFaults().map { "\($0.pointer) \($0.code)" }
                == ["/a example/range", "/a declared-twice", "/b/*/c default/type"])
        #expect(Sample.machine.declarationFaults() == [])
    }
}
