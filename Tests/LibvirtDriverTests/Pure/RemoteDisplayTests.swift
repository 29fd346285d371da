import ApusCore
import Libvirt
import LibvirtXML
import Testing

@testable import LibvirtDriver

struct RemoteDisplayTests {
    private func way(_ uri: String, _ graphics: String) throws -> RemoteDisplay {
        let xml =
            "<domain type='qemu'><name>a</name><uuid>00000000-0000-4000-8000-000000000001</uuid><devices>\(graphics)</devices></domain>"
        let display = try #require(try DomainDescription(xml: xml).graphics.first)
        return try RemoteDisplay(display, of: try LibvirtAddress(parsing: uri))
    }

    private static func listen(_ address: String) -> String {
        "<graphics type='vnc' port='5901'><listen type='address' address='\(address)'/></graphics>"
    }
    private static let socket =
        "<graphics type='vnc'><listen type='socket' socket='/var/lib/libvirt/qemu/domain-1-a/vnc.sock'/></graphics>"

    @Test func `the way to a display is the way to its host`() throws {
        let (ssh, tcp) = ("qemu+ssh://root@h.example/system", "qemu+tcp://h.example/system")
        #expect(try way(tcp, Self.listen("0.0.0.0")) == .direct(host: "h.example", port: 5901))
        #expect(try way(tcp, Self.listen("10.0.0.5")) == .direct(host: "10.0.0.5", port: 5901))
        #expect(try way(ssh, Self.listen("127.0.0.1")) == .forwardedPort(host: "127.0.0.1", port: 5901))
        #expect(try way(ssh, Self.listen("0.0.0.0")) == .forwardedPort(host: "127.0.0.1", port: 5901))
        #expect(try way(ssh, Self.socket) == .forwardedSocket("/var/lib/libvirt/qemu/domain-1-a/vnc.sock"))
    }

    @Test(arguments: [
        listen("127.0.0.1"), listen("::1"), socket, "<graphics type='vnc' port='-1'/>",
        "<graphics type='vnc'><listen type='none'/></graphics>",
    ])
    func `a display that cannot be reached over TCP says what to change`(_ graphics: String) {
        #expect { try way("qemu+tcp://h.example/system", graphics) } throws: { error in
            (error as? DriverError)?.code == .unsupported && (error as? DriverError)?.message.contains(": ") == true
        }
    }

    @Test(arguments: ["/a:b", "/a b", "/a%h", "relative"])
    func `a path that ssh would read otherwise is not given to it`(_ path: String) {
        #expect(throws: DriverError.self) {
            try way(
                "qemu+ssh://h/system",
                "<graphics type='vnc'><listen type='socket' socket='\(path)'/></graphics>")
        }
    }

    @Test func `ssh is given arguments, and the host behind two dashes`() throws {
        let address = try LibvirtAddress(parsing: "qemu+ssh://ada@h.example:2222/system")
        let words = RemoteDisplay.arguments("/usr/bin/ssh", .forwardedPort(host: "::1", port: 5901), address, local: "")
        #expect(words.suffix(8) == ["-p", "2222", "-l", "ada", "-W", "[::1]:5901", "--", "h.example"])
        #expect(words.contains("BatchMode=yes") && words.contains("ControlPath=none"))
        let socket = RemoteDisplay.arguments("/usr/bin/ssh", .forwardedSocket("/a/b"), address, local: "/c")
        #expect(socket.suffix(5) == ["-L", "/c:/a/b", "--", "h.example", "cat"])
    }

    @Test func `the answer to a challenge is DES with the password's bits turned`() {
        #expect(DES(key: 0x1334_5779_9BBC_DFF1).encrypt(0x0123_4567_89AB_CDEF) == 0x85E8_1354_0F0A_B405)
        // Bits of each byte turned: 0x13 is 0xC8, 0x34 is 0x2C, …
        #expect(DES.answer(Array(0..<16), password: "secret").count == 16)
        #expect(DES.answer(Array(0..<16), password: "12345678") == DES.answer(Array(0..<16), password: "123456789"))
        #expect(DES.answer(Array(0..<16), password: "a") != DES.answer(Array(0..<16), password: "b"))
    }
}
