import LibvirtXML
import Testing

@testable import LibvirtDriver

@Suite struct AcceleratorTests {
    @Test func `KVM is taken where it is offered and the processor has it`() throws {
        let finding = AcceleratorFinding(try capabilities(feature: "vmx", domains: ["qemu", "kvm"]), arch: "x86_64")
        #expect(finding.accelerators == [.kvm, .tcg])
        #expect(finding.warning == nil)
    }

    @Test func `a KVM that cannot work is named in plain words and not taken`() throws {
        let finding = AcceleratorFinding(try capabilities(feature: "sse", domains: ["qemu", "kvm"]), arch: "x86_64")
        #expect(finding.accelerators == [.tcg])
        #expect(finding.warning?.contains("neither vmx nor svm") == true)
        #expect(finding.isKVMBroken)
    }

    @Test func `without KVM there is emulation, and with neither nothing`() throws {
        #expect(
            AcceleratorFinding(try capabilities(feature: "vmx", domains: ["qemu"]), arch: "x86_64").accelerators == [
                .tcg
            ])
        #expect(AcceleratorFinding(try capabilities(feature: "vmx", domains: []), arch: "x86_64").accelerators == [])
    }

    @Test func `capabilities that came late are told from those in time`() throws {
        let box = CapabilitiesBox()
        box.markLate()
        #expect(box.finish(nil))
        let punctual = CapabilitiesBox()
        #expect(!punctual.finish(try capabilities(feature: "vmx", domains: [])))
        punctual.markLate()
        let isKnown = if case .known = punctual.state { true } else { false }
        #expect(isKnown)
    }

    private func capabilities(feature: String, domains: [String]) throws -> HostCapabilities {
        let domains = domains.map { "<domain type='\($0)'/>" }.joined()
        return try HostCapabilities(
            xml: """
                <capabilities><host><cpu><arch>x86_64</arch><model>Skylake</model><feature name='\(feature)'/></cpu></host>
                <guest><os_type>hvm</os_type><arch name='x86_64'>\(domains)</arch></guest></capabilities>
                """)
    }
}
