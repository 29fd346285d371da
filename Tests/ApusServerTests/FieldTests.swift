import ApusModel
import Foundation
import Schema
import Testing

@Suite struct FieldTests {
    @Test(arguments: [
        "-1", "0", "513", "2147483648", "9007199254740993", "9223372036854775808", "1e400", "1.5", "\"4\"", "true",
        "null",
    ])
    func `a number out of range or of another type is a fault, never a trap`(_ number: String) async throws {
        try await TestServer.run { server in
            for field in number == "2147483648" ? ["cpus"] : ["cpus", "memory", "disk"] {
                var fields = ["cpus": "1", "memory": "1048576", "disk": "512"]
                fields[field] = number
                let body = "{\"name\":\"n\"," + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
                let answer = try await server.ask("POST", "/api/v1/instance-types", json: body)
                #expect([400, 422].contains(answer.status), "\(field) \(number): \(answer.text)")
            }
        }
    }

    @Test(arguments: ["0", "1", "511", "513", "8796093022208000000", "-512", "9223372036854775807"])
    func `a disk size is of whole sectors up to 64 TiB`(_ size: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", "/api/v1/vms", json: Self.vm(#""diskSize":\#(size)"#))
            #expect(answer.status == 422)
            #expect(answer.faults["/diskSize"] == "range")
        }
    }

    static let names = [
        "", String(repeating: "a", count: 64), "-x", "--help", "..", "a/b", "a;b", "$(x)", "a\\u000ab", "a\\u001b[31m",
        "a\\u202eb", "a\\u200bb", "e\\u0301", "\\u00e9", "😀", "CON", ".x", "x.", "x-", "x</name><memory>", "a b",
    ]

    @Test(arguments: names) func `a name keeps the grammar of names`(_ name: String) async throws {
        try await TestServer.run { server in
            let bodies = [
                ("/api/v1/vms", "{\"name\":\"\(name)\",\"image\":\"tiny\",\"instanceType\":\"small\"}"),
                ("/api/v1/instance-types", "{\"name\":\"\(name)\",\"cpus\":1,\"memory\":1048576}"),
                ("/api/v1/images", "{\"name\":\"\(name)\",\"path\":\"/images/x\"}"),
                ("/api/v1/providers", "{\"name\":\"\(name)\",\"address\":\"fake://x\"}"),
            ]
            for (path, body) in bodies {
                let answer = try await server.ask("POST", path, json: body)
                #expect(answer.status == 422, "\(path): \(answer.text)")
                #expect(answer.faults["/name"] == "name/grammar", "\(path): \(answer.text)")
            }
            #expect(server.core.estate.machines.count == 0)
        }
    }

    @Test func `a name in use is refused with 409`() async throws {
        try await TestServer.run { server in
            let answer = try await server.ask(
                "POST", "/api/v1/instance-types", json: #"{"name":"small","cpus":1,"memory":1048576}"#)
            #expect(answer.status == 409)
            #expect(answer.code == "name-taken")
        }
    }

    @Test func `free text keeps what breaks XML and refuses control characters`() async throws {
        try await TestServer.run { server in
            let text = "x</name><memory>1</memory>&amp;"
            let made = try await server.ask(
                "POST", "/api/v1/vms", json: Self.vm("\"start\":false,\"description\":\"\(text)\""))
            #expect(made.status == 202)
            let operation = try made.decode(ApusModel.Operation.self)
            #expect(
                try await server.ask("GET", "/api/v1/vms/\(operation.target.id)").decode(VirtualMachine.self).name
                    == "web")
            for text in ["a\\u0007", "a\\u001b[2J", "a\\u0085", "a\\rb"] {
                let answer = try await server.ask("POST", "/api/v1/vms", json: Self.vm("\"description\":\"\(text)\""))
                #expect(answer.faults["/description"] == "characters", "\(text)")
            }
        }
    }

    @Test(arguments: [
        "../etc/passwd", "/images/../etc/shadow", "/images/%2e%2e/x", "/dev/sda", "/proc/self/environ", "/images/",
        "/images/a//b",
        "json:{}", "nbd://x/y", "http://127.0.0.1/", "/images/a\\u000ab", "/imagesx/a",
    ])
    func `an image path lies plainly beneath a folder of the configuration`(_ path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", "/api/v1/images", json: "{\"name\":\"a\",\"path\":\"\(path)\"}")
            #expect(answer.status == 422)
            #expect(answer.faults["/path"] != nil, "\(answer.text)")
        }
    }

    static let secret = "CANARY7dQvXp"
    static let seeds: [(String, String)] = [
        (#""userData":"\#(secret): [\n""#, "/userData"), (##""userData":"#!/bin/sh\necho \##(secret)\u0000""##, ""),
        (#""cloudInit":{"hostname":"a\nb"}"#, "/cloudInit/hostname"),
        (#""cloudInit":{"user":"Root \#(secret)"}"#, "/cloudInit/user"),
        (#""cloudInit":{"sshKeys":["-----BEGIN OPENSSH PRIVATE KEY-----\#(secret)"]}"#, "/cloudInit/sshKeys/0"),
        (#""cloudInit":{"sshKeys":["-----BEGIN OPENSSH PRIVATE KEY-----\n\#(secret)\n"]}"#, "/cloudInit/sshKeys/0"),
        (#""cloudInit":{"sshKeys":["command=\"\#(secret)\" ssh-ed25519 AAAA"]}"#, "/cloudInit/sshKeys/0"),
        (#""cloudInit":{"sshKeys":["ssh-ed25519 AAAA\nssh-rsa \#(secret)"]}"#, "/cloudInit/sshKeys/0"),
        (#""cloudInit":{"packages":["-o \#(secret)"]}"#, "/cloudInit/packages/0"),
        (#""cloudInit":{"password":"\#(secret)"}"#, "/cloudInit/password"),
    ]

    @Test(arguments: seeds)
    func `what cloud-init cannot use is refused, and its value is never repeated or logged`(
        _ part: String, _ pointer: String
    ) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", "/api/v1/vms", json: Self.vm(part))
            #expect([400, 422].contains(answer.status), "\(part): \(answer.text)")
            if !pointer.isEmpty {
                #expect(answer.faults.keys.contains { $0.hasPrefix(pointer) }, "\(part): \(answer.text)")
            }
            #expect(!answer.text.contains(Self.secret), "\(answer.text)")
            #expect(!server.log.text.contains(Self.secret))
            #expect(server.core.estate.machines.count == 0)
        }
    }

    @Test func `user data that is accepted is in no answer and no log line`() async throws {
        try await TestServer.run { server in
            let made = try await server.ask(
                "POST", "/api/v1/vms?wait=20", json: Self.vm(##""userData":"#cloud-config\n#\##(Self.secret)\n""##))
            #expect(made.status == 200, "\(made.text)")
            for path in ["/api/v1/operations", "/api/v1/vms", "/metrics", "/api/v1/vms/web"] {
                #expect(!(try await server.ask("GET", path)).text.contains(Self.secret), "\(path)")
            }
            #expect(!made.text.contains(Self.secret))
            #expect(!server.log.text.contains(Self.secret))
        }
    }

    static func vm(_ more: String) -> String {
        "{\"name\":\"web\",\"image\":\"tiny\",\"instanceType\":\"small\",\(more)}"
    }
}
