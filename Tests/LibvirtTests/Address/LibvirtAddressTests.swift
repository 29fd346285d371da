import Foundation
import Libvirt
import Testing

@Suite struct LibvirtAddressTests {
    @Test(arguments: [
        "qemu:///system", "qemu:///session", "test:///default", "lxc:///system", "xen:///system", "esx://10.0.0.1/",
        "qemu+unix:///system?socket=/run/x/libvirt-sock", "qemu+ssh://root@host.example.org:2222/system",
        "qemu+tcp://10.77.0.11/system", "qemu+tls://[fe80::1]:16514/system", "vpx://admin@vc/dc/cluster/esx-1",
        "test+unix:///default?socket=/tmp/a_b/sock", "qemu+ssh://h/system?socket=/var/run/libvirt/libvirt-sock",
        "qemu://h/system", "vmwareplayer:///session", "test:///tmp/x/node.xml",
        "hyperv://admin@h/", "bhyve:///system", "ch:///system", "vz:///system", "vbox:///session",
    ])
    func `a known address is built again from its parts`(text: String) throws {
        #expect(try LibvirtAddress(parsing: text).uri == text)
    }

    @Test func `the parts are told apart`() throws {
        let address = try LibvirtAddress(parsing: "qemu+ssh://adm.in@[2001:db8::1]:2222/system?socket=/run/sock")
        #expect(address.driver == .qemu)
        #expect(address.transport == .ssh)
        #expect(address.user == "adm.in")
        #expect(address.host == "2001:db8::1")
        #expect(address.port == 2222)
        #expect(address.path == "/system")
        #expect(address.socket == "/run/sock")
    }

    @Test(
        arguments: [
            ("", .address), ("qemu", .address), ("qemu:/system", .address), ("qemu:///sys tem", .address),
            ("qemu:///system\n", .address), ("qemu:///sy\u{0}stem", .address), ("qemu:///sÿstem", .address),
            ("qemu:///system#x", .address), ("Qemu:///system", .driver), ("://h/system", .driver),
            ("hyperv:///", .host), ("hyperv+ssh://h/", .transport), ("parallels:///system", .driver),
            ("-oProxyCommand=x:///system", .driver),
            ("qemu+ext:///system?command=/tmp/x", .transport), ("qemu+ext:///system", .transport),
            ("qemu+libssh://h/system", .transport), ("qemu+libssh2://h/system", .transport),
            ("qemu+://h/system", .transport), ("qemu+ssh+ext://h/system", .transport), ("esx+ssh://h/", .transport),
            ("qemu+ssh://-oProxyCommand=x@h/system", .user), ("qemu+ssh://@h/system", .user),
            ("qemu+ssh://a;b@h/system", .user), ("qemu+ssh://a:secret@h/system", .user),
            ("qemu+tcp://root@h/system", .user), ("qemu+ssh://$(id)@h/system", .user),
            ("qemu+ssh://-oProxyCommand=x/system", .host), ("qemu+ssh://-h/system", .host),
            ("qemu+ssh:///system", .host),
            ("qemu+ssh://h..x/system", .host), ("qemu+ssh://h-/system", .host), ("qemu+ssh://a%20b/system", .host),
            ("qemu+tcp://1.2.3/system", .host), ("qemu+tcp://1.2.3.256/system", .host),
            ("qemu+tcp://0x7f.1/system", .host),
            ("qemu+tcp://[::1/system", .host), ("qemu+tcp://[::g]/system", .host), ("qemu+tcp://[]/system", .host),
            ("qemu+tcp://[fe80::1%25eth0]/system", .host), ("qemu+tcp://[::1]x/system", .host), ("esx:///", .host),
            ("qemu+unix://h/system", .host), ("qemu+tcp://:16509/system", .host), ("qemu+ssh://a@b@h/system", .host),
            ("qemu+tcp://h:0/system", .port), ("qemu+tcp://h:65536/system", .port), ("qemu+tcp://h:/system", .port),
            ("qemu+tcp://h:+1/system", .port), ("qemu+tcp://h:01/system", .port), ("qemu+tcp://h:1:2/system", .port),
            ("qemu://", .path), ("qemu+tcp://h", .path), ("qemu:///a/../b", .path), ("qemu:///./a", .path),
            ("qemu:////etc", .path), ("qemu:///a;b", .path), ("qemu:///a%2e", .path), ("qemu:///a/", .path),
            ("qemu:///system?command=/tmp/x", .query), ("qemu+ssh://h/system?command=/tmp/x.sh", .query),
            ("qemu+unix:///system?socket=/a&command=/b", .query), ("qemu+unix:///system?socket=/a;command=/b", .query),
            ("qemu:///system?", .query), ("qemu:///system?Socket=/a", .query),
            ("qemu+ssh://h/system?keyfile=/k", .query),
            ("qemu:///embed?root=/x", .query), ("qemu+ssh://h/system?proxy=netcat", .query),
            ("qemu+unix:///system?socket=a", .socket), ("qemu+unix:///system?socket=/a/../b", .socket),
            ("qemu+unix:///system?socket=", .socket), ("qemu+unix:///system?socket=/", .socket),
            ("qemu+unix:///system?socket=/a?x=y", .socket), ("qemu+tcp://h/system?socket=/a", .socket),
            ("qemu:///system?socket=/a", .socket),
            ("qemu:///" + String(repeating: "a", count: 1024), .address),
        ] as [(String, LibvirtAddress.ParseError.Part)])
    func `a hostile or unknown address is refused, naming the part`(text: String, part: LibvirtAddress.ParseError.Part)
    {
        let error = #expect(throws: LibvirtAddress.ParseError.self) { try LibvirtAddress(parsing: text) }
        #expect(error?.part == part)
    }

    @Test func `an address is a JSON string, and a bad one does not decode`() throws {
        let address = try LibvirtAddress(parsing: "qemu+ssh://root@h/system")
        let data = try JSONEncoder().encode([address])
        #expect(try JSONDecoder().decode([LibvirtAddress].self, from: data) == [address])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([LibvirtAddress].self, from: Data(#"["qemu+ext:///system"]"#.utf8))
        }
    }
}
