import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What must stay secret is nowhere to be read.
    @Suite struct Secrets {
        static let script = "CANARY-script-7f3a"
        static let comment = "CANARY-comment-9b2c"
        static let wrong = "CANARY-wrong-4d1e"
        static let canaries = [script, comment, wrong]

        @Test func `canaries are in no log, command line, answer or stored byte`() async throws {
            try await Site.with(failpoints: "vm.create.v1/start/before=error") { site in
                let sampler = ArgumentSampler.begin(Self.canaries)
                var answers: [String] = []
                for body in try await Self.bodies() {
                    answers.append(try await site.server.call("POST", "/vms?wait=20", body: body).body)
                }
                for path in ["/operations", "/vms", "/events?kinds=none"] {
                    answers.append(try await site.server.call("GET", path).body)
                }
                // Begun and not ended: the store has their inputs now.
                await site.server.kill()
                try await site.server.start(failpoints: "vm.create.v1/seed/acted=kill")
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    for body in try await Self.bodies().prefix(2) {
                        _ = try? await site.server.call("POST", "/vms", body: body)
                    }
                }
                _ = try await site.server.end(within: .seconds(20))
                try Self.lookAtFiles(of: site.server)
                for canary in Self.canaries {
                    #expect(!answers.contains { $0.contains(canary) })
                    #expect(!site.server.logText.contains(canary))
                }
                #expect(await sampler.end() == [])
            }
        }

        /// The first two are right and fail at their end; the others are refused.
        private static func bodies() async throws -> [[String: any Sendable]] {
            let key = try await GuestKey.made().publicKey.split(separator: " ").prefix(2).joined(separator: " ")
            let base: [String: any Sendable] = ["image": Images.blank, "instanceType": "nano", "start": false]
            func body(_ more: [String: any Sendable]) -> [String: any Sendable] { base.merging(more) { $1 } }
            let name = "s" + UUID().uuidString.prefix(6).lowercased()
            return [
                body(["name": name + "a", "userData": "#!/bin/sh\necho \(script)\n"]),
                body([
                    "name": name + "b",
                    "cloudInit": [
                        "user": "ada", "sshKeys": ["\(key) \(comment)"], "runCommands": ["echo \(script)"],
                        "files": [["path": "/x", "content": script]],
                    ] as [String: any Sendable],
                    "networkConfig": "version: 2 # \(script)", "vendorData": "#!/bin/sh \(script)",
                ]),
                body(["name": name + "c", "cloudInit": ["sshKeys": ["ssh-ed25519 \(wrong)"]] as [String: any Sendable]]
                ),
                body([
                    "name": name + "d", "userData": "#!/bin/sh \(wrong)",
                    "cloudInit": ["user": wrong] as [String: any Sendable],
                ]),
                body(["name": name + "g", "cloudInit": ["passwordHash": wrong] as [String: any Sendable]]),
                body(["name": name + "h", "networkConfig": "\t\(wrong)"]),
                body(["name": name + "e", "userData": "\u{0}\(wrong)"]),
                body(["name": name + "f", "userData": "#!/bin/sh \(wrong)", "image": "absent"]),
            ]
        }

        private static func lookAtFiles(of server: ApusServerProcess) throws {
            let files = try server.storedFiles()
            #expect(files["apus.sqlite"] != nil)
            for (file, bytes) in files {
                for canary in canaries { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(file) holds \(canary)") }
            }
        }
    }
}

/// Reads the command lines of all processes again and again, to find what no process may be told that way.
struct ArgumentSampler {
    private let task: Task<Set<String>, Never>

    static func begin(_ words: [String]) -> ArgumentSampler {
        ArgumentSampler(
            task: Task.detached {
                var found: Set<String> = []
                while !Task.isCancelled {
                    for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                        guard process.first?.isNumber == true,
                            let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
                        else { continue }
                        for word in words where bytes.range(of: Data(word.utf8)) != nil { found.insert(word) }
                    }
                    try? await Task.sleep(for: .milliseconds(5))
                }
                return found
            })
    }

    func end() async -> Set<String> {
        task.cancel()
        return await task.value
    }
}
