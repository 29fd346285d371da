import XML

extension Appliance {
    /// The descriptor of a package whose disks are VMDK files of these sizes.
    ///
    /// - Parameter sizes: bytes of each file, by name.
    /// - Throws: ``OVFError`` for texts that XML cannot hold.
    public func descriptor(sizes: [String: Int64]) throws(OVFError) -> String {
        let envelope = Element(
            "Envelope",
            [
                "xmlns": "http://schemas.dmtf.org/ovf/envelope/1",
                "xmlns:ovf": "http://schemas.dmtf.org/ovf/envelope/1",
                "xmlns:rasd": Self.cim + "CIM_ResourceAllocationSettingData",
                "xmlns:vssd": Self.cim + "CIM_VirtualSystemSettingData",
                "xmlns:vmw": "http://www.vmware.com/schema/ovf",
            ], [references(sizes), diskSection, networkSection, system])
        do {
            return try #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + envelope.xml(.indented) + "\n"
        } catch {
            throw OVFError("the machine's texts cannot be written: \(error)")
        }
    }

    private static let cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"

    private func references(_ sizes: [String: Int64]) -> Element {
        let files = disks.enumerated().compactMap { index, disk in
            disk.file.map { file in
                Element(
                    "File", ["ovf:href": file, "ovf:id": "file\(index + 1)", "ovf:size": sizes[file].map { "\($0)" }])
            }
        }
        return Element("References", [:], files)
    }

    private var diskSection: Element {
        let list = disks.enumerated().map { index, disk in
            Element(
                "Disk",
                [
                    "ovf:capacity": "\(disk.capacity)", "ovf:capacityAllocationUnits": "byte",
                    "ovf:diskId": "disk\(index + 1)", "ovf:fileRef": disk.file.map { _ in "file\(index + 1)" },
                    "ovf:format": "http://www.vmware.com/interfaces/specifications/vmdk.html#sparse",
                ])
        }
        return Element("DiskSection", [:], [Element("Info", text: "Disks")] + list)
    }

    private var networkSection: Element {
        let names = Set(nics.map(\.network)).sorted()
        return Element(
            "NetworkSection", [:],
            [Element("Info", text: "Networks")] + names.map { Element("Network", ["ovf:name": $0]) })
    }

    private var system: Element {
        Element(
            "VirtualSystem", ["ovf:id": name],
            [
                Element("Info", text: "A virtual machine"),
                Element("Name", text: name),
                description.map {
                    Element(
                        "AnnotationSection", [:], [Element("Info", text: "Notes"), Element("Annotation", text: $0)])
                },
                Element(
                    "OperatingSystemSection", ["ovf:id": "101"], [Element("Info", text: "The guest's operating system")]
                ),
                hardware,
            ])
    }

    private var hardware: Element {
        let head = Element(
            "System", [:],
            [
                Element("vssd:ElementName", text: "Virtual hardware"), Element("vssd:InstanceID", text: "0"),
                Element("vssd:VirtualSystemType", text: "vmx-13"),
            ])
        let controller = Self.item(3, "SATA controller", 20, ["ResourceSubType": "AHCI", "Address": "0"])
        let firmware =
            isUEFI
            ? [Element("vmw:Config", ["ovf:required": "false", "vmw:key": "firmware", "vmw:value": "efi"])] : []
        return Element(
            "VirtualHardwareSection", [:],
            [Element("Info", text: "Virtual hardware"), head, processors, memoryItem, controller] + diskItems
                + nicItems + firmware)
    }

    private var processors: Element { Self.item(1, "\(cpus) virtual CPUs", 3, ["VirtualQuantity": "\(cpus)"]) }

    private var memoryItem: Element {
        let mebibytes = memory / 1_048_576
        return Self.item(
            2, "\(mebibytes) MiB of memory", 4,
            ["AllocationUnits": "byte * 2^20", "VirtualQuantity": "\(mebibytes)"])
    }

    private var diskItems: [Element] {
        disks.indices.map { index in
            Self.item(
                10 + index, "Disk \(index + 1)", 17,
                ["AddressOnParent": "\(index)", "HostResource": "ovf:/disk/disk\(index + 1)", "Parent": "3"])
        }
    }

    private var nicItems: [Element] {
        nics.enumerated().map { index, nic in
            Self.item(
                100 + index, "Network card \(index + 1)", 10,
                ["AutomaticAllocation": "true", "Connection": nic.network, "ResourceSubType": nic.model ?? "E1000"])
        }
    }

    /// The schema wants the fields of an item in the order of their names.
    private static func item(_ id: Int, _ name: String, _ type: Int, _ fields: [String: String]) -> Element {
        let all = fields.merging(["ElementName": name, "InstanceID": "\(id)", "ResourceType": "\(type)"]) { own, _ in
            own
        }
        return Element("Item", [:], all.sorted { $0.key < $1.key }.map { Element("rasd:\($0.key)", text: $0.value) })
    }
}
