import ApusClient
import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct ReportTests {
    @Test func `a problem is told with its faults, refusals and next step`() {
        var problem = Problem(
            .noCapacity, "no host has 64 GiB free",
            errors: [.init(pointer: "/memory", code: "max", message: "is more than any host has")])
        problem.refusals = [.init(host: "node1", reason: "not enough memory")]
        problem.candidates = ["web-1 on node1"]
        problem.instance = "r-1"
        let text = Report(problem).text(Paint(isOn: false))
        #expect(
            text == """
                error: No host fits (no-capacity)
                  no host has 64 GiB free
                  - /memory: is more than any host has (max)
                  - host node1: not enough memory
                  - it may mean: web-1 on node1
                  - request: r-1
                hint: see the hosts with: apus host list -o wide
                """)
    }

    @Test func `a server cannot steer the terminal through an error`() {
        let problem = Problem(.invalid, "bad\u{1B}[2J\nline\u{202E}")
        #expect(Report(problem).text(Paint(isOn: false)).contains("bad\\e[2J\n  line\\u{202e}"))
    }

    @Test func `a code of a newer server is told as it came`() throws {
        var problem = Problem(.conflict, "")
        (problem.code, problem.title) = ("brand-new", "Something else")
        #expect(Report(problem).text(Paint(isOn: false)) == "error: Something else (brand-new)")
    }

    @Test func `errors of the client are JSON too when that is asked for`() throws {
        let stage = Stage()
        try Report(ClientError(.timeout, "slow", hint: "wait")).write(to: Terminal(stage.surroundings), asJSON: true)
        let value = try JSONCoding.decode(JSONValue.self, from: Data(stage.error.utf8))
        #expect(
            value
                == .object(
                    ["code": "timeout", "title": "slow", "detail": "", "hint": "wait"].mapValues { .string($0) }))
    }
}
