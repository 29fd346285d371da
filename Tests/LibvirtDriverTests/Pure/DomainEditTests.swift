import ApusModel
import Foundation
import LibvirtXML
import Testing

@testable import LibvirtDriver

/// Before and after, to the byte: what a change does not name stays.
@Suite struct DomainEditTests {
    private static let before = """
        <domain type='qemu' xmlns:q='urn:q'>
          <!-- mine -->
          <name>web</name>
          <memory unit='KiB'>262144</memory>
          <currentMemory unit='KiB'>262144</currentMemory>
          <vcpu placement='static'>2</vcpu>
          <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
          <cpu mode='custom' match='exact' check='full'><model fallback='forbid'>qemu64</model><feature policy='require' name='x2apic'/><numa/></cpu>
          <devices>
            <disk type='file'><target dev='vda'/><boot order='1'/><q:x/></disk>
            <interface type='user'><mac address='52:54:00:AA:00:01'/></interface>
            <controller type='pci' index='0' model='pcie-root'/>
            <channel type='spicevmc'/>
            <graphics type='spice' autoport='yes'/>
            <video><model type='qxl' ram='65536'/><address type='pci' bus='0x00'/></video>
          </devices>
          <q:commandline/>
        </domain>
        """

    private func edited(_ edit: (inout ChangeVirtualMachine) -> Void) throws -> String {
        var change = ChangeVirtualMachine()
        edit(&change)
        var tree = try XMLTree.parse(Self.before)
        tree.apply(change)
        return try tree.xml()
    }

    private func after(_ pairs: (String, String)...) -> String {
        pairs.reduce(Self.before) { $0.replacing($1.0, with: $1.1) }
    }

    @Test func `nothing asked, or what is so already, changes nothing`() throws {
        #expect(try edited { _ in } == Self.before)
        #expect(
            try edited {
                ($0.cpus, $0.memory, $0.graphics, $0.video) = (2, 256 << 20, .spice, "qxl")
                ($0.machine, $0.firmware, $0.cpu) = ("pc-q35-7.2", .bios, .init(mode: .custom, model: "qemu64"))
            } == Self.before)
    }

    @Test func `fewer CPUs keep the maximum, more raise it`() throws {
        let vcpu = "<vcpu placement='static'>2</vcpu>"
        #expect(try edited { $0.cpus = 1 } == after((vcpu, "<vcpu placement='static' current='1'>2</vcpu>")))
        #expect(try edited { $0.cpus = 4 } == after((vcpu, "<vcpu placement='static'>4</vcpu>")))
        #expect(try edited { $0.maximumCPUs = 8 } == after((vcpu, "<vcpu placement='static' current='2'>8</vcpu>")))
    }

    @Test func `less memory keeps the maximum, more raises it`() throws {
        let current = "<currentMemory unit='KiB'>262144</currentMemory>"
        #expect(
            try edited { $0.memory = 128 << 20 }
                == after((current, "<currentMemory unit='KiB'>131072</currentMemory>")))
        #expect(
            try edited { $0.memory = 512 << 20 }
                == after((">262144<", ">524288<")))
    }

    @Test func `a boot order names devices and replaces all others`() throws {
        #expect(
            try edited { $0.bootOrder = ["52:54:00:aa:00:01"] }
                == after(
                    ("<boot dev='hd'/>", ""), ("<boot order='1'/>", ""),
                    ("00:01'/></interface>", "00:01'/><boot order='1'/></interface>")))
    }

    @Test func `another CPU mode forgets the model and its features, and keeps the rest`() throws {
        let xml = try edited {
            $0.cpu = .init(mode: .hostModel, topology: .init(sockets: 1, cores: 2, threads: 1))
        }
        #expect(
            xml.contains(
                "<cpu mode='host-model'><numa/><topology sockets='1' dies='1' cores='2' threads='1'/></cpu>"))
    }

    @Test func `firmware, display and video are replaced with what hangs on them`() throws {
        #expect(try edited { $0.firmware = .uefi } == after(("<os>", "<os firmware='efi'>")))
        let display = try edited { $0.graphics = .vnc }
        #expect(
            !display.contains("spice") && display.contains("<graphics type='vnc'><listen type='socket'/></graphics>"))
        #expect(
            try edited { $0.video = "virtio" }
                == after(
                    (
                        "<model type='qxl' ram='65536'/><address type='pci' bus='0x00'/>", "<model type='virtio'/>"
                    )))
    }

    @Test func `another version of a machine keeps all places, another family none`() throws {
        #expect(try edited { $0.machine = "pc-q35-7.1" } == after(("pc-q35-7.2", "pc-q35-7.1")))
        let other = try edited { $0.machine = "pc-i440fx-7.2" }
        #expect(!other.contains("type='pci'") && other.contains("<model type='qxl' ram='65536'/>"))
    }
}

@Suite struct OwnershipEditTests {
    @Test func `what a machine asked of its host is written down and read again, and outlives other changes`() throws {
        var ownership = Samples.ownership()
        #expect(Ownership(Ownership.element(ownership)).placement == nil)
        ownership.placement = .init(labels: ["rack=a<1"], affinity: ["db"], antiAffinity: ["web", "x y"])
        let element = Ownership.element(ownership)
        #expect(Ownership(element).placement == ownership.placement)
        var change = ChangeVirtualMachine()
        change.tags = ["new"]
        let edited = Ownership(Ownership.bare(Ownership.edited(element, change)))
        #expect(edited.placement == ownership.placement && edited.tags == ["new"])
    }

    @Test func `what Apus keeps is changed in its place, and what is not known stays`() throws {
        let element = try XMLTree.parse("<vm operation='x' later='y'><volume>a/b</volume><tag>old</tag><new/></vm>")
        var change = ChangeVirtualMachine()
        (change.tags, change.startOrder, change.deleteProtection) = (["a<b", "c"], 3, true)
        let edited = Ownership.edited(element, change)
        #expect(
            try edited.xml()
                == "<vm operation='x' later='y' startOrder='3' deleteProtection='yes'><volume>a/b</volume><new/><tag>a&lt;b</tag><tag>c</tag></vm>"
        )
        (change.tags, change.startOrder, change.deleteProtection) = ([], 0, false)
        #expect(
            try Ownership.edited(edited, change).xml() == "<vm operation='x' later='y'><volume>a/b</volume><new/></vm>")
    }
}

@Suite struct StartWithHostTests {
    private func start(_ vm: String, flag: Bool, _ edit: (inout ChangeVirtualMachine) -> Void) throws -> StartWithHost {
        var change = ChangeVirtualMachine()
        edit(&change)
        return StartWithHost(try XMLTree.parse(vm), flag: flag, change)
    }

    @Test func `an order takes a machine from libvirt's autostart, and no order gives it back`() throws {
        let (plain, ordered) = ("<vm/>", "<vm autostart='ordered' startOrder='2'/>")
        #expect(try start(plain, flag: false) { $0.startOrder = 1 } == .never)
        #expect(try start(plain, flag: true) { $0.startOrder = 1 } == .inOrder)
        #expect(try start("<vm startOrder='1'/>", flag: false) { $0.autostart = true } == .inOrder)
        #expect(try start(ordered, flag: false) { $0.startOrder = 3 } == .inOrder)
        #expect(try start(ordered, flag: false) { $0.startOrder = 0 } == .byLibvirt)
        #expect(try start(ordered, flag: false) { $0.autostart = false } == .never)
        // In the middle of a change both marks may stand.
        #expect(try start(ordered, flag: true) { $0.startOrder = 3 } == .inOrder)
    }
}

@Suite struct DefinitionRulesTests {
    private static let present = """
        <domain><name>a</name><uuid>u</uuid><metadata><apus:vm xmlns:apus='urn:apus:vm:1'/></metadata>
        <devices><emulator>/usr/bin/qemu</emulator><hostdev mode='subsystem'/></devices></domain>
        """

    @Test(arguments: [
        ("<name>a", "<name>b", "identity"), ("<uuid>u", "<uuid>v", "identity"), ("<uuid>u</uuid>", "", "identity"),
        ("<apus:vm ", "<apus:vm image='x' ", "owner"), ("/usr/bin/qemu", "/bin/sh", "dangerous"),
        ("</devices>", "<hostdev mode='other'/></devices>", "dangerous"),
        ("</devices>", "<filesystem/></devices>", "dangerous"),
        ("</domain>", "<seclabel type='none'/></domain>", "dangerous"),
        ("</domain>", "<x:commandline xmlns:x='urn:x'/></domain>", "dangerous"),
        ("</domain>", "<commandline xmlns='urn:x'/></domain>", "dangerous"),
    ])
    func `what may not be is a fault, and danger may be meant`(old: String, new: String, code: String) throws {
        let present = try XMLTree.parse(Self.present)
        let edited = try XMLTree.parse(Self.present.replacing(old, with: new))
        #expect(DefinitionRules(present: present).faults(edited).map(\.code) == [code])
        let meant = DefinitionRules(present: present, allowsDangerous: true).faults(edited)
        #expect(meant.isEmpty == (code == "dangerous"))
    }

    @Test func `what stands there already, and white space, is no fault`() throws {
        let present = try XMLTree.parse(Self.present)
        let edited = try XMLTree.parse(Self.present.replacing("<devices>", with: "<devices>\n  <!-- mine -->"))
        #expect(DefinitionRules(present: present).faults(edited) == [])
    }

    @Test func `a password that is not named stays, one that is named is taken`() throws {
        let before = try XMLTree.parse("<domain><devices><graphics type='vnc' passwd='p'/></devices></domain>")
        var shown = try XMLTree.parse("<domain><devices><graphics type='vnc' port='1'/></devices></domain>")
        shown.takePasswords(of: before)
        #expect(shown.attribute("passwd", at: "devices/graphics") == "p")
        var named = try XMLTree.parse("<domain><devices><graphics type='vnc' passwd='q'/></devices></domain>")
        named.takePasswords(of: before)
        #expect(named.attribute("passwd", at: "devices/graphics") == "q")
    }
}
