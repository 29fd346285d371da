import ApusModel
import Foundation

/// Values with every field that may stand together.
extension SchemaAgreementTests {
    static var creation: CreateVirtualMachine {
        var body = CreateVirtualMachine(name: "web-{n}")
        (body.count, body.iso, body.driversISO, body.volume) = (2, "installer", "drivers", "apus/disk.qcow2")
        (body.cpus, body.memory, body.diskSize, body.clone, body.host) = (1, 1 << 20, 512, .full, "node1")
        (body.maximumCPUs, body.maximumMemory) = (2, 2 << 20)
        (body.pool, body.network, body.accelerator, body.description) = ("apus", "default", .kvm, "text\nmore")
        (body.title, body.tags, body.os) = ("Web", ["prod"], .windows)
        (body.firmware, body.secureBoot, body.tpm) = (.uefi, true, true)
        (body.machine, body.architecture, body.video, body.display) = ("q35", "x86_64", "virtio", .vncTCP)
        (body.bootOrder, body.start, body.userData) = ([.network, .disk], true, "#cloud-config\n")
        (body.networkConfig, body.vendorData) = ("version: 2", "#cloud-config\n")
        body.cpu = .init(model: "Skylake-Client", topology: .init(sockets: 1, dies: 1, cores: 2, threads: 1))
        body.disks = [disk]
        body.nics = [nic]
        var guest = CloudInit(hostname: "web", user: "ada", sshKeys: ["ssh-ed25519 AAAA"], packages: ["vim"])
        (guest.passwordHash, guest.runCommands) = ("$6$salt$hash", ["true"])
        (guest.locale, guest.timezone) = ("en_US.UTF-8", "Europe/Berlin")
        guest.files = [.init(path: "/etc/motd", content: "hello", permissions: "0644", owner: "root")]
        body.cloudInit = guest
        var placement = CreateVirtualMachine.Placement(algorithm: "mix")
        placement.mix = ["pack": 1, "spread": 0, "balance": 0.3, "dotProduct": 0, "l2Residual": 0]
        (placement.host, placement.labels, placement.affinity) = ("node1", ["arch=x86_64"], ["db"])
        placement.antiAffinity = ["web"]
        body.placement = placement
        return body
    }

    private static var disk: CreateVirtualMachine.Disk {
        var disk = CreateVirtualMachine.Disk(size: 512)
        (disk.pool, disk.format, disk.bus, disk.cache, disk.discard) = ("fast", .raw, .scsi, .writeback, false)
        (disk.image, disk.volume, disk.serial) = ("tiny", "apus/x", "S-1")
        return disk
    }

    private static var nic: CreateVirtualMachine.NIC {
        var nic = CreateVirtualMachine.NIC(network: "lan")
        (nic.openVSwitch, nic.mode, nic.mac, nic.model) = (true, .vepa, "52:54:00:00:00:01", "e1000e")
        (nic.filter, nic.linkUp) = ("clean-traffic", false)
        return nic
    }

    static var preview: CreationPreview {
        CreationPreview(
            name: "web", host: "node1", refusals: [.init(host: "node2", reason: "full")], cpus: 1, memory: 1 << 20,
            disks: [
                .init(
                    device: "disk", bus: "virtio", source: "apus/x", from: "/images/tiny", format: "qcow2", size: 512,
                    made: true)
            ],
            nics: [DeviceSamples.nic],
            xml: "<domain/>")
    }

    static var capabilities: MachineCapabilities {
        var architecture = MachineCapabilities.Architecture(name: "x86_64")
        (architecture.machines, architecture.accelerators) = (["q35"], [.tcg])
        return MachineCapabilities(architectures: [architecture])
    }
}
