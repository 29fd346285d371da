import Foundation
import Schema
import Testing

@Suite struct OpenAPITests {
    @Test func `a schema is written as JSON Schema 2020-12`() {
        let schema = Schema.object(
            [
                .required("size", .integer(512...1024, multipleOf: 512), "Bytes.", example: 512),
                .optional("bus", .oneOf(["virtio", "sata"]), "Bus.", default: "virtio"),
                .optional("note", .text(maxLength: 9).nullable, "Text."),
                .optional("host", .reference("Host", to: .any).nullable, "Host."),
            ], rules: [.exactlyOne(of: ["bus", "note"])])
        let text = ##"""
            {"type":"object","description":"Has exactly one of bus, note.","properties":{
            "size":{"type":"integer","format":"int64","minimum":512,"maximum":1024,"multipleOf":512,
            "description":"Bytes.","examples":[512]},
            "bus":{"type":"string","enum":["virtio","sata"],"description":"Bus.","default":"virtio"},
            "note":{"type":["string","null"],"maxLength":9,
            "pattern":"^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$","description":"Text."},
            "host":{"anyOf":[{"$ref":"#/components/schemas/Host"},{"type":"null"}],"description":"Host."}},
            "required":["size"],"additionalProperties":false,
            "allOf":[{"oneOf":[{"required":["bus"]},{"required":["note"]}]}]}
            """##
        #expect(schema.openAPI.text() == text.replacing("\n", with: ""))
    }

    static let problem = Schema.reference(
        "Problem",
        to: .object([
            .required("code", .string(), "Stable."), .required("status", .integer(400...599), "HTTP status."),
        ]))

    static var document: OpenAPIDocument {
        let machine = Schema.reference("Machine", to: Sample.machine)
        let id = APIOperation.Parameter.path("id", .string(rule: .uuid), "The machine.")
        return OpenAPIDocument(
            title: "Sample", version: "1.0.0", description: "For tests.", servers: [.init("/", "Here.")],
            tags: [.init("machines", "Machines.")],
            operations: [
                APIOperation(
                    .get, "/machines", operationID: "listMachines", summary: "All machines", tag: "machines",
                    parameters: [.query("limit", .integer(1...1000), "Rows.", example: 50)],
                    responses: [
                        200: .init(
                            "Machines", [.init("application/json", .array(of: machine)), .init("text/csv")],
                            headers: [.init("ETag", .string(), "Version.")])
                    ]),
                APIOperation(
                    .post, "/machines", operationID: "createMachine", summary: "Create", tag: "machines",
                    requestBody: .json(machine), responses: [202: .json("Accepted", machine), 409: .init("Name taken")]),
                APIOperation(
                    .delete, "/machines/{id}", operationID: "deleteMachine", summary: "Delete", tag: "other",
                    parameters: [id], responses: [204: .init("Gone")], security: ["session"]),
                APIOperation(
                    .get, "/health", operationID: "health", summary: "Alive", responses: [200: .init("Alive")],
                    security: []),
            ],
            securitySchemes: [
                .init("token", .bearer(), "A token."), .init("session", .cookie("session"), "The page's session."),
            ],
            security: ["token", "session"],
            defaultResponse: .problem("What went wrong.", problem))
    }

    @Test func `the document gathers components, paths and responses`() {
        let json = Self.document.json
        #expect(json["openapi"] == "3.1.0")
        #expect(json["components"]?["schemas"]?.objectValue?.keys == ["Disk", "Machine", "Problem"])
        #expect(json["paths"]?.objectValue?.keys == ["/machines", "/machines/{id}", "/health"])
        #expect(json["paths"]?["/machines"]?.objectValue?.keys == ["get", "post"])
        let post = json["paths"]?["/machines"]?["post"]
        #expect(post?["responses"]?.objectValue?.keys == ["202", "409", "default"])
        #expect(post?["responses"]?["default"] == ["$ref": "#/components/responses/Default"])
        #expect(post?["security"] == nil)
        #expect(json["paths"]?["/health"]?["get"]?["security"] == [])
        #expect(json["security"] == [["token": []], ["session": []]])
        #expect(json["tags"] == [["name": "machines", "description": "Machines."], ["name": "other"]])
        #expect(json.text() == Self.document.json.text())
        #expect(Self.document.faults() == [])
    }

    @Test func `faults of a document are found`() {
        var document = Self.document
        document.operations += [
            APIOperation(.get, "/machines", operationID: "health", summary: "S", responses: [:], security: ["no"]),
            APIOperation(
                .delete, "/machines/{name}", operationID: "x", summary: "S",
                responses: [200: .json("R", .reference("Disk", to: .any))]),
        ]
        document.components = [.reference("a b", to: .any)]
        document.security = ["none"]
        #expect(
            document.faults().map { "\($0.pointer) \($0.code)" } == [
                "/paths/~1machines/get operation-id", "/paths/~1machines/get operation",
                "/paths/~1machines~1{name}/delete operation", "/paths/~1machines/get responses",
                "/paths/~1machines/get security", "/paths/~1machines~1{name}/delete parameters", " security",
                "/components/schemas/Disk component", "/components/schemas component",
            ])
    }

    @Test(
        .enabled("needs python3 with openapi-spec-validator") { try await Python.has("openapi_spec_validator") },
        .timeLimit(.minutes(1)))
    func `an independent validator accepts the document`() async throws {
        let answer = try await Python.run(
            """
            import json, sys
            from openapi_spec_validator import OpenAPIV31SpecValidator
            print([e.message for e in OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors()])
            """, input: Self.document.json.text())
        #expect(answer == "[]\n")
    }
}
