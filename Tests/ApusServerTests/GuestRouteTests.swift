import ApusCore
import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

@Suite struct GuestRouteTests {
    private static let canary = "CANARY-password-3e1d"

    @Test func `a guest is asked, its keys and password are set, and a program runs there`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let guest = try await server.ask("GET", "/api/v1/vms/web/guest", nil, as: .viewer)
            #expect(try guest.decode(GuestInformation.self).hostname == "guest")
            let key = "ssh-ed25519 AAAA ada"
            let keys = try await server.ask(
                "POST", "/api/v1/vms/web/guest/ssh-keys", json: #"{"user":"ada","keys":["\#(key)"]}"#)
            #expect(try keys.decode(GuestSSHKeys.self).keys == [key])
            #expect(
                try await server.ask("GET", "/api/v1/vms/web/guest/ssh-keys?user=ada").decode(GuestSSHKeys.self).keys
                    == [key])
            let run = try await server.ask("POST", "/api/v1/vms/web/guest/exec", json: #"{"command":"uptime"}"#)
            #expect(try run.decode(GuestCommandResult.self).stdout == Data("out".utf8))
            #expect(try await server.ask("POST", "/api/v1/vms/web/guest/time").status == 204)
            #expect(try await server.ask("POST", "/api/v1/vms/web/guest/thaw").status == 204)
        }
    }

    @Test func `a password is in no answer and no log`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let path = "/api/v1/vms/web/guest/password"
            let good = try await server.ask("POST", path, json: #"{"user":"root","password":"\#(Self.canary)"}"#)
            #expect(good.status == 204)
            let bodies = [
                #"{"user":"a:b","password":"\#(Self.canary)"}"#, #"{"user":"root","password":"\#(Self.canary)\n"}"#,
                #"{"user":"root","password":["\#(Self.canary)"]}"#, #"{"user":"root","passwort":"\#(Self.canary)"}"#,
            ]
            for body in bodies {
                let answer = try await server.ask("POST", path, json: body)
                #expect(answer.status == 422 || answer.status == 400)
                #expect(!answer.text.contains(Self.canary))
            }
            #expect(!server.log.text.contains(Self.canary))
            #expect(server.log.text.contains("Sets a password in a guest"))
        }
    }

    @Test func `what changes a guest needs its role`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            for (verb, body) in [
                ("password", #"{"user":"root","password":"x"}"#), ("exec", #"{"command":"x"}"#),
                ("ssh-keys", #"{"user":"root","keys":["ssh-rsa A"]}"#),
            ] {
                let path = "/api/v1/vms/web/guest/\(verb)"
                #expect(try await server.ask("POST", path, json: body, as: .user).status == 403)
                #expect(try await server.ask("POST", path, json: body, as: .operator).status < 300)
            }
            for verb in ["freeze", "thaw", "time"] {
                #expect(try await server.ask("POST", "/api/v1/vms/web/guest/\(verb)", nil, as: .viewer).status == 403)
            }
        }
    }

    @Test func `a freeze is an operation that ends when the guest is thawed`() async throws {
        try await TestServer.run { server in
            let vm = try await server.makeVM("web")
            let answer = try await server.ask("POST", "/api/v1/vms/web/guest/freeze", json: #"{"limitSeconds":600}"#)
            let operation = try answer.decode(ApusModel.Operation.self)
            #expect(answer.status == 202 && operation.kind == "vm.freeze")
            while server.host.world.other["frozen \(vm.id)"] == nil { await Task.yield() }
            #expect(try await server.ask("POST", "/api/v1/vms/web/guest/thaw").status == 204)
            let end = try await server.ask("GET", "/api/v1/operations/\(operation.id)?wait=20")
            #expect(try end.decode(ApusModel.Operation.self).state == .succeeded)
        }
    }

    @Test func `types of guests and statistics encode to what their schemas say`() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        var guest = GuestInformation(agent: .connected, fault: "x")
        guest.hostname = "web"
        guest.os = GuestOperatingSystem(
            id: "debian", name: "Debian", prettyName: "Debian 12", version: "12", kernelRelease: "6", machine: "x86_64")
        guest.timezone = GuestTimezone(name: "UTC", offset: 0)
        (guest.time, guest.timeDifference) = (now, -0.5)
        guest.users = [GuestUser(name: "ada", domain: "d", loginTime: now)]
        guest.fileSystems = [GuestFileSystem(mountPoint: "/", name: "vda2", type: "ext4", total: 2, used: 1)]
        guest.interfaces = [GuestInterface(name: "eth0", mac: "52:54:00:00:00:01", addresses: ["10.0.0.1/8"])]
        try agree(ResourceSchemas.guestInformation, guest)
        try agree(ResourceSchemas.guestSSHKeys, GuestSSHKeys(user: "root", keys: ["ssh-rsa A"]))
        try agree(
            ResourceSchemas.guestCommandResult,
            GuestCommandResult(exitCode: 0, signal: 9, stdout: Data([255]), stderr: Data(), truncated: true))
        try agree(RequestSchemas.setGuestPassword, SetGuestPassword(user: "root", password: "x"))
        try agree(
            RequestSchemas.setGuestSSHKeys, SetGuestSSHKeys(user: "root", keys: ["ssh-rsa A"], replace: true))
        try agree(RequestSchemas.setGuestTime, SetGuestTime(time: now), complete: false)
        try agree(RequestSchemas.freezeGuest, FreezeGuest(limitSeconds: 5))
        try agree(
            RequestSchemas.guestCommand,
            GuestCommand(command: "true", arguments: ["a"], input: "i", timeoutSeconds: 3))
        let lists = Dictionary(uniqueKeysWithValues: Measure.allCases.map { ($0.name, [1.5, nil]) })
        let units = Dictionary(uniqueKeysWithValues: Measure.allCases.map { ($0.name, $0.unit) })
        try agree(
            ResourceSchemas.statisticsSeries,
            StatisticsSeries(start: now, step: 10, units: units, series: lists, maxima: lists))
    }

    private func agree(_ schema: Schema, _ sample: some Encodable, complete: Bool = true) throws {
        let faults = try schema.faults(ofSample: sample, complete: complete)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
