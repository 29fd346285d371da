import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// Devices with every field that they may have.
enum DeviceSamples {
    static var limits: DiskLimits {
        var limits = DiskLimits()
        (limits.bytesPerSecond, limits.bytesPerSecondBurst) = (1, 2)
        (limits.readBytesPerSecond, limits.readBytesPerSecondBurst) = (0, 0)
        (limits.writeBytesPerSecond, limits.writeBytesPerSecondBurst) = (0, 0)
        (limits.operationsPerSecond, limits.operationsPerSecondBurst) = (1, 2)
        (limits.readOperationsPerSecond, limits.readOperationsPerSecondBurst) = (0, 0)
        (limits.writeOperationsPerSecond, limits.writeOperationsPerSecondBurst) = (0, 0)
        return limits
    }

    static var disk: Disk {
        var disk = Disk(device: .disk, target: "vda", bus: "virtio", source: "/x", format: "qcow2")
        (disk.capacity, disk.allocation, disk.bootOrder) = (2, 1, 1)
        (disk.serial, disk.cache, disk.limits) = ("s", "none", limits)
        return disk
    }

    static var bandwidth: Bandwidth { Bandwidth(average: 1024, peak: 2048, burst: 4096) }

    static var nic: NIC {
        var nic = NIC(mac: "52:54:00:00:00:01", type: "network", source: "default", model: "virtio")
        (nic.filter, nic.inbound, nic.outbound) = ("clean-traffic", bandwidth, bandwidth)
        return nic
    }

    static let attached = AttachedHostDevice(kind: .usb, address: "046d:c52b", alias: "hostdev0")
}

@Suite struct DeviceSchemaTests {
    @Test func `requests about devices encode to what their schemas take`() throws {
        try agree(RequestSchemas.changeDisk, ChangeDisk(size: 1024, limits: DeviceSamples.limits, serial: "disk-1"))
        var nic = ChangeNIC()
        (nic.linkUp, nic.network, nic.filter) = (false, "default", "")
        (nic.inbound, nic.outbound) = (DeviceSamples.bandwidth, DeviceSamples.bandwidth)
        try agree(RequestSchemas.changeNIC, nic)
        for disk in disks { try agree(RequestSchemas.attachDisk, disk, complete: false) }
        for nic in nics { try agree(RequestSchemas.attachNIC, nic, complete: false) }
        for media in [InsertMedia(image: "iso"), InsertMedia(volume: "isos/a b.iso")] {
            try agree(RequestSchemas.insertMedia, media, complete: false)
        }
        for device in [
            AttachHostDevice(usb: .init(vendor: "046d", product: "c52b")),
            AttachHostDevice(usb: .init(bus: 1, device: 4)),
            AttachHostDevice(pci: "0000:03:00.0"),
        ] {
            try agree(RequestSchemas.attachHostDevice, device, complete: false)
        }
    }

    @Test func `a host's devices encode to what their schema shows`() throws {
        var device = HostDevice(kind: .pci, name: "pci_0000_03_00_0", address: "0000:03:00.0")
        (device.vendor, device.product, device.vendorName, device.productName) = ("8086", "10d3", "Intel", "82574L")
        (device.driver, device.iommuGroup, device.usedBy) = ("e1000e", 7, "web-1")
        try agree(ResourceSchemas.hostDevices, HostDevices(devices: [device]))
    }

    @Test(
        arguments: [
            (#"{}"#, ""), (#"{"size":0}"#, "/size"), (#"{"size":513}"#, "/size"), (#"{"size":-512}"#, "/size"),
            (#"{"size":9223372036854775808}"#, "/size"), (#"{"size":"1G"}"#, "/size"),
            (#"{"volume":"/etc/passwd"}"#, "/volume"), (#"{"volume":"apus/../x"}"#, "/volume"),
            (#"{"volume":"json:{}/x/y"}"#, "/volume"), (#"{"size":512,"volume":"a/b"}"#, ""),
            (#"{"size":512,"target":"vda'/><x"}"#, "/target"), (#"{"size":512,"serial":"a b"}"#, "/serial"),
            (#"{"size":512,"bus":"ide"}"#, "/bus"), (#"{"size":512,"bootOrder":0}"#, "/bootOrder"),
            (#"{"size":512,"path":"/dev/sda"}"#, "/path"), (#"{"device":"cdrom","size":512}"#, "/size"),
        ] as [(String, String)])
    func `a disk that cannot be is refused at its field`(_ body: String, _ pointer: String) throws {
        let faults = RequestSchemas.attachDisk.validate(try StrictJSON.parse(Data(body.utf8)))
        #expect(faults.map(\.pointer).contains(pointer), "\(faults)")
    }

    @Test(
        arguments: [
            (#"{}"#, ""), (#"{"network":"a","bridge":"b"}"#, ""),
            (#"{"network":"a","mac":"01:00:00:00:00:01"}"#, "/mac"),
            (#"{"bridge":"br0/../x"}"#, "/bridge"), (#"{"bridge":"a-name-that-is-long"}"#, "/bridge"),
            (#"{"network":"a","mode":"vepa"}"#, "/mode"),
            (#"{"network":"a","inbound":{"average":1}}"#, "/inbound/average"),
            (#"{"network":"a","inbound":{"average":9223372036854775807}}"#, "/inbound/average"),
            (#"{"network":"a","filter":"<x>"}"#, "/filter"),
        ] as [(String, String)])
    func `a card that cannot be is refused at its field`(_ body: String, _ pointer: String) throws {
        let faults = RequestSchemas.attachNIC.validate(try StrictJSON.parse(Data(body.utf8)))
        #expect(faults.map(\.pointer).contains(pointer), "\(faults)")
    }

    private var disks: [AttachDisk] {
        var new = AttachDisk(size: 1 << 30)
        (new.pool, new.format, new.device, new.bus) = ("apus", .raw, .disk, .scsi)
        (new.target, new.readOnly, new.cache, new.discard) = ("sdb", false, .writeback, true)
        (new.serial, new.bootOrder) = ("disk_1.a+b", 3)
        var drive = AttachDisk()
        drive.device = .cdrom
        return [new, drive, AttachDisk(volume: "apus/data.qcow2")]
    }

    private var nics: [AttachNIC] {
        var bridged = AttachNIC()
        (bridged.bridge, bridged.openVSwitch, bridged.mac) = ("ovs-br0", true, "52:54:00:00:00:01")
        (bridged.model, bridged.filter, bridged.linkUp) = (.e1000, "clean-traffic", false)
        (bridged.inbound, bridged.outbound) = (DeviceSamples.bandwidth, DeviceSamples.bandwidth)
        var direct = AttachNIC()
        (direct.device, direct.mode) = ("eth0", .private)
        return [AttachNIC(network: "default"), bridged, direct]
    }

    private func agree(_ schema: Schema, _ sample: some Encodable, complete: Bool = true) throws {
        let faults = try schema.faults(ofSample: sample, complete: complete)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
