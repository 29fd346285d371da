import OVF
import Testing

@Suite struct ApplianceTests {
    static let vmware = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="r" xmlns:vmw="v">
          <References><File ovf:href="box-disk1.vmdk" ovf:id="file1" ovf:size="7"/></References>
          <DiskSection><Info>d</Info><Disk ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="x"/></DiskSection>
          <VirtualSystem ovf:id="vm">
            <Name>Box 1</Name>
            <AnnotationSection><Info/><Annotation>two
        lines</Annotation></AnnotationSection>
            <VirtualHardwareSection>
              <Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
              <Item><rasd:AllocationUnits>MegaBytes</rasd:AllocationUnits><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>512</rasd:VirtualQuantity></Item>
              <Item><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>lsilogic</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
              <Item><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
              <Item><rasd:Connection>VM Network</rasd:Connection><rasd:InstanceID>5</rasd:InstanceID><rasd:ResourceSubType>E1000</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
              <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
            </VirtualHardwareSection>
          </VirtualSystem>
        </Envelope>
        """

    @Test func `a descriptor of VMware's gives the machine and its files`() throws {
        let appliance = try Appliance(descriptor: Self.vmware.utf8)
        #expect(
            appliance
                == Appliance(
                    name: "Box 1", description: "two\nlines", cpus: 2, memory: 512 << 20,
                    disks: [.init(file: "box-disk1.vmdk", capacity: 16 << 30, bus: .scsi)],
                    nics: [.init(network: "VM Network", model: "E1000")], isUEFI: true))
    }

    @Test func `what is written reads back the same`() throws {
        let appliance = Appliance(
            name: "a <b> & 'c'", description: "“x”\n<y>", cpus: 3, memory: 1 << 30,
            disks: [.init(file: "a.vmdk", capacity: 5 << 30), .init(file: "b.vmdk", capacity: 512)],
            nics: [.init(network: "default", model: "E1000"), .init(network: "lab", model: "VirtIO")], isUEFI: true)
        let text = try appliance.descriptor(sizes: ["a.vmdk": 10, "b.vmdk": 20])
        #expect(try Appliance(descriptor: text.utf8) == appliance)
        #expect(text.contains("ovf:size='20'"))
    }

    @Test(arguments: [
        ("ovf:href=\"box-disk1.vmdk\"", "ovf:href=\"../../etc/passwd\"", "plain name"),
        ("ovf:href=\"box-disk1.vmdk\"", "ovf:href=\".hidden\"", "plain name"),
        ("byte * 2^30", "byte * 2^300", "unit"), ("ovf:capacity=\"16\"", "ovf:capacity=\"-1\"", "capacity"),
        ("ovf:capacity=\"16\"", "ovf:capacity=\"9223372036854775807\"", "larger"),
        ("ovf:fileRef=\"file1\"", "ovf:fileRef=\"file9\"", "does not list"),
        (">512<", ">99999999999999<", "memory"), (">2<", ">-2<", "processors"),
        ("<Envelope ", "<!DOCTYPE x><Envelope ", "read"),
        ("</VirtualSystem>", "</VirtualSystem><VirtualSystem ovf:id='two'/>", "2 machines"),
    ])
    func `a descriptor with a fault is refused with the reason`(_ from: String, _ to: String, _ reason: String) {
        let text = Self.vmware.replacing(from, with: to)
        #expect(text != Self.vmware)
        #expect {
            try Appliance(descriptor: text.utf8)
        } throws: {
            "\($0)".contains(reason)
        }
    }
}
