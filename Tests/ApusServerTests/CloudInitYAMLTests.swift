import Foundation
import Testing

@testable import ApusServer

@Suite(.timeLimit(.minutes(1))) struct CloudInitYAMLTests {
    private static let bomb = (1...30).reduce("a0: &a0 [x, x]\n") { text, level in
        text + "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
    }
    /// Keys are compared with each other, so one that is a bomb would be walked through whole.
    private static let keyBomb = bomb + "? *a30\n: x\n"

    @Test(arguments: [
        "a: [", "a: b: c", "a: 'x", "a: *nobody", "- a", "text", "a: 1\na: 2", "a: 1\n---\nb: 2", "a: @x", "\ta: 1",
        "a: \"\\ud800\"", "&a : *a\n&a", "%YAML 9.9\n---\na: 1", "a: !<%ff> x: y", bomb, keyBomb,
        "{" + (0..<9).map { "k\($0):*x" }.joined(separator: ",") + ",z: &x 1}",
        "a: " + String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000) + "a",
        String(repeating: "? ", count: 5000),
        "a: " + String(repeating: "{b: ", count: 5000), "a: b\u{0}c", "\u{feff}a: 1\u{feff}: : :",
    ])
    func `what is no map of YAML is refused in words, at once`(_ text: String) throws {
        for text in [text, "#cloud-config\n" + text] {
            let fault = try #require(CloudInitYAML.fault(in: text))
            #expect(fault.hasPrefix("must ") && fault.utf8.count < 200, "\(fault)")
        }
    }

    @Test(arguments: [
        "", "a: 1", "a: 1\r\nb: [x]\r\n", "---\na: 1\n...\n", "x: &x {a: 1}\ny: *x\nz: {<<: *x, b: 2}",
        "runcmd:\n  - [sh, -c, 'a *b *c *d *e *f *g *h *i *j *k']", "text: |\n  int *p = &x; *p = 1;\n",
        "# only a comment", "a: !!binary aGVsbG8=", "a: \"\\U0001F600\"", "é: 漢字",
    ])
    func `documents that a guest reads are taken`(_ text: String) {
        #expect(CloudInitYAML.fault(in: "#cloud-config\n" + text) == nil)
    }

    @Test func `no text of any bytes is a trap`() {
        var random = SplitMix(state: 7)
        let pieces = [
            "a", ":", " ", "\n", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "|", ">", "'", "\"", "\\u0",
            "%",
            "#", "\t", "é", "\u{85}", "\u{2028}", "\u{feff}", "---", "...", "<<", "@", "`", "\r", "!!int ", "\u{1}",
            "😀",
        ]
        for _ in 0..<20_000 {
            let text = (0..<random.below(40)).map { _ in pieces[random.below(pieces.count)] }.joined()
            _ = CloudInitYAML.fault(in: text)
        }
    }

    @Test func `the fault names the field and place, never the text`() async throws {
        try await TestServer.run { server in
            let secret = FieldTests.secret
            for (field, text) in [
                ("userData", "#cloud-config\npassword: [\(secret)\n"),
                ("vendorData", "#cloud-config\n\(secret): 1\n\(secret): 2\n"),
                ("networkConfig", "\(secret)"), ("userData", "#cloud-config\n*\(secret)"),
                ("userData", "#cloud-config\n!\(secret)!x y"),
            ] {
                let body = try JSONSerialization.data(withJSONObject: [
                    "name": "web", "image": "tiny", "instanceType": "small", field: text,
                ])
                let answer = try await server.ask("POST", "/api/v1/vms", json: String(decoding: body, as: UTF8.self))
                #expect(answer.status == 422 && answer.faults["/\(field)"] == "cloud-init/yaml", "\(answer.text)")
                #expect(!answer.text.contains(secret) && !server.log.text.contains(secret))
            }
            #expect(server.core.estate.machines.count == 0)
        }
    }

    @Test(arguments: ["#!/bin/sh\na: [", "## template: jinja\n#cloud-config\n{% if a %}", "MIME-Version: 1.0\n\na: ["])
    func `other kinds of user data are passed as they are`(_ text: String) async throws {
        try await TestServer.run { server in
            let body = try JSONSerialization.data(withJSONObject: [
                "name": "web", "image": "tiny", "instanceType": "small", "userData": text,
            ])
            let answer = try await server.ask(
                "POST", "/api/v1/vms?wait=20", json: String(decoding: body, as: UTF8.self))
            #expect(answer.status == 200, "\(answer.text)")
        }
    }
}
