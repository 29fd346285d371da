import ApusCore
import ApusModel
import Foundation
import Libvirt
import Testing

@testable import LibvirtDriver

/// What a guest says of itself is read without trust.
@Suite struct GuestReadingTests {
    @Test func `a plain answer is read whole`() throws {
        let guest = GuestInformation([
            "hostname": .string("web"), "os.id": .string("debian"), "os.pretty-name": .string("Debian 12"),
            "os.version-id": .string("12"), "timezone.name": .string("CET"), "timezone.offset": .int(3600),
            "user.count": .uint(1), "user.0.name": .string("ada"), "user.0.login-time": .ullong(1_800_000_000_000),
            "fs.count": .uint(1), "fs.0.mountpoint": .string("/"), "fs.0.name": .string("vda2"),
            "fs.0.fstype": .string("ext4"), "fs.0.total-bytes": .ullong(1000), "fs.0.used-bytes": .ullong(10),
            "if.count": .uint(1), "if.0.name": .string("eth0"), "if.0.hwaddr": .string("52:54:00:AA:00:01"),
            "if.0.addr.count": .uint(2), "if.0.addr.0.addr": .string("10.0.0.5"), "if.0.addr.0.prefix": .uint(24),
            "if.0.addr.1.addr": .string("fe80::1"), "if.0.addr.1.prefix": .uint(64),
        ])
        #expect(guest.hostname == "web")
        #expect(guest.os == GuestOperatingSystem(id: "debian", prettyName: "Debian 12", version: "12"))
        #expect(guest.timezone == GuestTimezone(name: "CET", offset: 3600))
        #expect(guest.users == [GuestUser(name: "ada", loginTime: Date(timeIntervalSince1970: 1_800_000_000))])
        #expect(
            guest.fileSystems == [GuestFileSystem(mountPoint: "/", name: "vda2", type: "ext4", total: 1000, used: 10)])
        #expect(
            guest.interfaces == [
                GuestInterface(name: "eth0", mac: "52:54:00:aa:00:01", addresses: ["10.0.0.5/24", "fe80::1/64"])
            ])
    }

    @Test func `a hundred thousand interfaces, a host name of a megabyte and control characters are cut`() throws {
        var fields: TypedParameters = [
            "hostname": .string("\u{1B}]0;x\u{7}" + String(repeating: "a\u{202E}", count: 1 << 19)),
            "if.count": .uint(.max), "user.count": .ullong(.max), "fs.count": .llong(-1),
            "timezone.offset": .llong(.max), "os.name": .string("\u{1B}\r\n\u{9B}"), "user.0.name": .string("\n"),
        ]
        for index in 0..<100_000 { fields["if.\(index).name"] = .string("eth\(index)") }
        fields["if.0.addr.count"] = .uint(.max)
        for index in 0..<10_000 { fields["if.0.addr.\(index).addr"] = .string("10.0.0.1") }
        fields["if.0.addr.3.addr"] = .string("<script>")
        fields["if.0.addr.4.prefix"] = .uint(4_000_000_000)
        let guest = GuestInformation(fields)
        #expect(guest.interfaces?.count == GuestText.count)
        #expect(guest.interfaces?.first?.addresses.count == GuestText.count - 1)
        #expect(guest.hostname?.unicodeScalars.count ?? 0 <= GuestText.length)
        #expect(guest.hostname?.hasPrefix("]0;xaaa") == true)
        #expect(guest.os == nil && guest.users == [] && guest.fileSystems == nil)
        #expect(try JSONCoding.encode(guest).count < 100_000)
    }

    @Test func `values of another type, and times beyond all calendars, are left out`() {
        var guest = GuestInformation([
            "hostname": .ullong(5), "if.count": .string("7"), "user.count": .uint(2), "user.0.name": .boolean(true),
            "user.1.name": .string("x"), "user.1.login-time": .llong(.max),
        ])
        #expect(guest.hostname == nil && guest.interfaces == nil)
        #expect(guest.users == [GuestUser(name: "x")])
        for clock in [Double.nan, .infinity, -1, 1e300] { guest.compare(clock: clock, with: Date()) }
        #expect(guest.time == nil && guest.timeDifference == nil)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"return":5}"#, #"{"return":{"exited":"yes"}}"#, #"{"return":{"pid":1e99}}"#,
        #"{"return":{"pid":"1"}}"#, "{\"return\":" + String(repeating: "[", count: 10_000),
    ])
    func `an answer that is none is an error, and no crash`(_ answer: String) {
        #expect(throws: DriverError.self) { try AgentProtocol.process(answer) }
        #expect(throws: DriverError.self) { _ = try AgentProtocol.end(answer) }
        #expect(throws: DriverError.self) { try AgentProtocol.isFrozen(answer) }
    }

    @Test func `outputs are cut at a mebibyte and broken base64 is empty`() throws {
        let large = Data(repeating: 65, count: 3 << 20).base64EncodedString()
        let answer = #"{"return":{"exited":true,"exitcode":3,"out-data":"\#(large)","err-data":"%%%"}}"#
        let end = try #require(try AgentProtocol.end(answer))
        #expect(end.exitCode == 3 && end.stdout.count == 1 << 20 && end.stderr.isEmpty && end.truncated)
        #expect(try AgentProtocol.end(#"{"return":{"exited":false}}"#) == nil)
    }

    @Test func `a command is one JSON text whatever its words hold`() throws {
        let text = try AgentProtocol.start(GuestCommand(command: "echo", arguments: ["\"},{", "\n\u{1}"], input: "x"))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let arguments = try #require(json["arguments"] as? [String: Any])
        #expect(json["execute"] as? String == "guest-exec")
        #expect(arguments["arg"] as? [String] == ["\"},{", "\n\u{1}"])
        #expect(arguments["input-data"] as? String == "eA==")
    }

    @Test func `counters are summed over devices and senseless ones do no harm`() {
        let counters = Counters(domain: [
            "cpu.time": .ullong(5), "block.count": .uint(.max), "block.0.rd.bytes": .ullong(.max),
            "block.1.rd.bytes": .ullong(7), "net.count": .uint(1), "balloon.available": .ullong(100),
            "balloon.usable": .ullong(300), "balloon.rss": .ullong(.max),
        ])
        #expect(counters.cpuTime == 5 && counters.diskRead == .max && counters.memoryUsed == 0)
        #expect(counters.netReceive == nil && counters.diskWrite == nil)
        #expect(Counters(domain: ["balloon.rss": .ullong(2)]).memoryUsed == 2048)
        #expect(Counters(domain: ["balloon.rss": .ullong(.max)]).memoryUsed == nil)
        let host = Counters(
            host: ["kernel": 1, "user": 2, "idle": 7], memory: ["total": 100, "free": 20, "cached": 30])
        #expect(host.cpuTime == 3 && host.cpuCapacity == 10 && host.memoryUsed == 50)
    }
}
