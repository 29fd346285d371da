import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Definitions as XML: shown without passwords, edited, refused.
    @Suite struct Definition {
        @Test func `an edited definition is reviewed, applied, and keeps passwords and what was not edited`()
            async throws
        {
            try await Site.with { site in
                try await site.host.virsh("define", try Foreign.write(site))
                try await site.server.use { client in
                    try await eventually("the foreign machine is shown", within: .seconds(5)) {
                        try await client.vmIfAny("foreign") != nil
                    }
                    let xml = try await client.xml(ofVM: "foreign", inactive: true)
                    #expect(
                        xml.trimmingCharacters(in: .whitespacesAndNewlines)
                            == (try await site.host.virsh("dumpxml", "foreign", "--inactive")))
                    #expect(!xml.contains("secret"))
                    let edited = xml.replacing("<on_crash>destroy</on_crash>", with: "<on_crash>restart</on_crash>")
                    #expect(edited != xml)
                    var request = RedefineVirtualMachine(xml: edited, base: xml)
                    let review = try await client.review(request, ofVM: "foreign")
                    #expect(review.faults == [])
                    #expect(review.diff.contains("-  <on_crash>destroy</on_crash>\n+  <on_crash>restart</on_crash>\n"))
                    await #expect {
                        _ = try await client.redefineVM("foreign", request, key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "not-managed", 409)
                    }
                    try await client.succeeded(
                        try await client.run("adopt", vm: "foreign", key: Client.idempotencyKey()))
                    await #expect {
                        _ = try await client.redefineVM("foreign", request, key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "precondition-failed", 412)
                    }
                    let base = try await client.xml(ofVM: "foreign", inactive: true)
                    request = RedefineVirtualMachine(
                        xml: base.replacing("<on_crash>destroy</on_crash>", with: "<on_crash>restart</on_crash>"),
                        base: base)
                    try await client.succeeded(
                        try await client.redefineVM("foreign", request, key: Client.idempotencyKey()))
                    let after = try await site.host.virsh("dumpxml", "foreign", "--inactive", "--security-info")
                    #expect(after.contains("<on_crash>restart</on_crash>") && after.contains("passwd='secret'"))
                    #expect(after.contains("urn:other:tool") && after.contains("urn:apus:vm:1"))
                }
            }
        }

        @Test func `what is not allowed is refused with all reasons and changes nothing`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one", start: false))
                    let base = try await client.xml(ofVM: "one", inactive: true)
                    let pairs = [
                        (
                            "</devices>",
                            "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='1'/></source></hostdev></devices>"
                        ),
                        ("</domain>", "<seclabel type='none'/></domain>"),
                        (
                            "</domain>",
                            "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:arg value='-s'/></q:commandline></domain>"
                        ),
                        ("<name>one</name>", "<name>two</name>"), ("<uuid>", "<!-- -->\n<uuid>0"),
                        ("<domain ", "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><domain "),
                        ("/usr/bin/qemu-system-x86_64", "/bin/sh"), ("<apus:vm", "<apus:wm"),
                    ]
                    for (old, new) in pairs {
                        let request = RedefineVirtualMachine(xml: base.replacing(old, with: new), base: base)
                        #expect(request.xml != base, "\(old)")
                        let review = try await client.review(request, ofVM: "one")
                        #expect(!review.faults.isEmpty, "\(new)")
                        await #expect {
                            _ = try await client.redefineVM("one", request, key: Client.idempotencyKey())
                        } throws: {
                            refused($0, "invalid", 422)
                        }
                    }
                    let odd = RedefineVirtualMachine(
                        xml: base.replacing("</domain>", with: "<no-such-thing/></domain>"), base: base)
                    let end = try await client.settled(
                        try await client.redefineVM("one", odd, key: Client.idempotencyKey()))
                    #expect(end.state == .failed, "libvirt's schema knows no such element")
                    #expect(try await client.xml(ofVM: "one", inactive: true) == base)
                }
            }
        }
    }
}
