import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Texts that would run something where a shell, a template or a careless URI took them.
    @Suite struct HostileText {
        @Test func `no field of any request runs or writes anything`() async throws {
            try await Site.with { site in
                let canaries = site.server.folder + "/pwned"
                try FileManager.default.createDirectory(atPath: canaries, withIntermediateDirectories: true)
                let requests = Self.requests(try Self.payloads(canaries))
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for (index, request) in requests.enumerated() {
                        if index >= 6 { _ = try await group.next() }
                        group.addTask { try await site.server.call("POST", request.path, body: request.body).status }
                    }
                    return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                }
                // Never 500: each is refused with a reason, or is plain text that harms nobody.
                #expect(statuses.isSubset(of: [200, 201, 202, 400, 404, 409, 422, 502, 507]), "\(statuses)")
                try await site.server.use { client in
                    try await eventually("all operations are settled", within: .seconds(60)) {
                        try await client.list(.operations, ListQuery(filter: "state = running or state = pending"))
                            .items.isEmpty
                    }
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: canaries) == ["evil.sh"])
            }
        }

        @Test(arguments: [
            "qemu+ext:///system?command=D/evil.sh", "qemu+ssh://h/system?command=D/evil.sh",
            "qemu+ssh://h/system?netcat=D/evil.sh", "qemu+ssh://-oProxyCommand=D-evil/system",
            "qemu+libssh2://h/system",
            "qemu:///system?pkipath=/tmp&command=D/evil.sh", "ssh://h", "file:///etc/passwd",
            "qemu+unix:///system?socket=../x",
        ])
        func `an address that names a command is refused and runs nothing`(_ address: String) async throws {
            try await ApusServerProcess.with { server in
                let canaries = server.folder + "/pwned"
                try FileManager.default.createDirectory(atPath: canaries, withIntermediateDirectories: true)
                _ = try Self.payloads(canaries)
                try await server.start()
                let body: [String: any Sendable] = ["name": "evil", "address": address.replacing("D", with: canaries)]
                let answer = try await server.call("POST", "/providers", body: body)
                #expect(answer.status == 422, "\(answer.body)")
                #expect(try await server.use { try await $0.list(.providers) }.items.isEmpty)
                #expect(try FileManager.default.contentsOfDirectory(atPath: canaries) == ["evil.sh"])
            }
        }

        /// One file for each payload, named by its number, and a program that would make another.
        private static func payloads(_ folder: String) throws -> [String] {
            let evil = folder + "/evil.sh"
            try Data("#!/bin/sh\ntouch \(folder)/0\n".utf8).write(to: URL(filePath: evil))
            chmod(evil, 0o755)
            return [
                "-oProxyCommand=touch \(folder)/1", ";touch \(folder)/2", "$(touch \(folder)/3)", "`touch \(folder)/4`",
                "{{ lookup('pipe','touch \(folder)/5') }}", "x?command=\(folder)/evil.sh", "|touch \(folder)/6",
                "\ntouch \(folder)/7", "--output=\(folder)/8", "../../\(folder)/9",
            ]
        }

        private struct Request: Sendable {
            var path: String
            var body: [String: any Sendable]
        }

        /// Each payload in each field of each body, the other fields being right.
        private static func requests(_ payloads: [String]) -> [Request] {
            var number = 0
            func name() -> String {
                number += 1
                return "h\(number)"
            }
            let bodies: [(path: String, fields: [String], body: () -> [String: any Sendable])] = [
                (
                    "/vms", machineFields,
                    { ["name": name(), "image": Images.blank, "instanceType": "nano", "start": false] }
                ),
                (
                    "/vms", ["user", "hostname", "sshKeys", "packages"],
                    { ["name": name(), "image": Images.blank, "instanceType": "nano", "start": false] }
                ),
                ("/images", ["name", "path", "format", "host"], { ["name": name(), "path": "/nowhere/x"] }),
                ("/instance-types", ["name"], { ["name": name(), "cpus": 1, "memory": 1 << 20] }),
                (
                    "/providers", ["name", "address", "pool", "poolPath", "network", "accelerator"],
                    { ["name": name(), "address": "test:///default"] }
                ),
            ]
            return bodies.flatMap { path, fields, body in
                fields.flatMap { field in
                    payloads.map { payload in
                        var filled = body()
                        switch field {
                        case "user", "hostname": filled["cloudInit"] = [field: payload]
                        case "sshKeys", "packages": filled["cloudInit"] = [field: [payload]]
                        default: filled[field] = payload
                        }
                        return Request(path: path, body: filled)
                    }
                }
            }
        }

        private static let machineFields = [
            "name", "image", "instanceType", "clone", "host", "pool", "network", "accelerator", "description",
            "userData",
        ]
    }
}
