import Foundation
import Testing

@testable import Placement

/// What an external program may answer.
struct ProgramTests {
    private let hosts = [host("a"), host("b")]
    private var question: ProgramQuestion { ProgramQuestion(name: "web", demand(), hosts) }

    @Test func `names and ids are taken, each once`() throws {
        let text = "[\"b\", \"\(hosts[0].id.uuidString)\", \"b\"]"
        #expect(try question.ranking(in: Data(text.utf8)) == [hosts[1].id, hosts[0].id])
        #expect(try question.ranking(in: Data("[]".utf8)) == [])
    }

    @Test(arguments: ["", "garbage", "{\"a\": 1}", "[1]", "[\"a\"", "\"a\"", "null"])
    func `anything else is a fault in words`(_ text: String) {
        #expect(throws: ProgramFault.self) { try question.ranking(in: Data(text.utf8)) }
    }

    @Test func `an unknown host is named in the fault, without what could play with a terminal`() {
        #expect { try question.ranking(in: Data("[\"evil\\u001b[2J\"]".utf8)) } throws: { error in
            "\(error)".contains("evil") && !"\(error)".contains("\u{1b}")
        }
    }

    @Test func `a pool of no known size is left out of the question`() {
        #expect(question.hosts.allSatisfy { $0.disk == nil && $0.cpus.free == 8 })
    }
}
