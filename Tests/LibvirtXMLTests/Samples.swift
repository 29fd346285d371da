import LibvirtXML

/// Definitions that use everything there is.
enum Samples {
    static var fullDomain: DomainDefinition {
        var domain = DomainDefinition(type: .kvm, name: "web-1", memory: 2 << 30, vcpus: 4)
        domain.uuid = "6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11"
        domain.title = "Web"
        domain.description = "<b>& more"
        domain.metadata = [Element("lab:vm", ["xmlns:lab": "https://lab.invalid/1", "op": "7"])]
        domain.currentMemory = 1 << 30
        domain.currentVCPUs = 2
        domain.os.architecture = "x86_64"
        domain.os.machine = "q35"
        domain.os.firmware = .uefi(secureBoot: false)
        domain.features = [.acpi, .apic]
        domain.cpu = .init(.hostPassthrough, topology: CPUTopology(sockets: 1, cores: 2, threads: 2))
        domain.clock = .utc
        domain.onPowerOff = .destroy
        domain.onReboot = .restart
        domain.onCrash = .destroy
        domain.devices = devices
        return domain
    }

    private static var devices: DomainDefinition.Devices {
        var devices = DomainDefinition.Devices()
        devices.disks = disks
        devices.interfaces = [
            .init(.network("default"), mac: "52:54:00:00:00:01"), .init(.bridge("br0", virtualPort: "openvswitch")),
            .init(.direct(device: "eth0", mode: "bridge")), .init(.user),
        ]
        devices.interfaces[0].bootOrder = 2
        devices.interfaces[3].isLinkUp = false
        devices.serials = [.init(logPath: "/var/log/libvirt/qemu/web-1.log")]
        devices.hasAgentChannel = true
        devices.hasRandomSource = true
        devices.balloon = .init(statisticsPeriod: 5)
        devices.graphics = [.socket(path: nil)]
        devices.video = "virtio"
        devices.hasTablet = true
        devices.tpm = .init()
        return devices
    }

    private static var disks: [DomainDefinition.Disk] {
        var system = DomainDefinition.Disk(.volume(pool: "apus", volume: "web-1.qcow2"), format: "qcow2", target: "vda")
        system.serial = "web-1"
        system.discardsUnused = true
        system.bootOrder = 1
        var seed = DomainDefinition.Disk(.file(path: "/srv/seed.iso"), format: "raw", target: "vdb")
        seed.isReadOnly = true
        var drive = DomainDefinition.Disk(.empty, target: "sda", bus: "sata")
        drive.device = .cdrom
        return [system, seed, drive]
    }

    static let fullDomainXML = """
        <domain type='kvm'>
          <name>web-1</name>
          <uuid>6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11</uuid>
          <title>Web</title>
          <description>&lt;b&gt;&amp; more</description>
          <metadata>
            <lab:vm xmlns:lab='https://lab.invalid/1' op='7'/>
          </metadata>
          <memory unit='KiB'>2097152</memory>
          <currentMemory unit='KiB'>1048576</currentMemory>
          <vcpu current='2'>4</vcpu>
          <os firmware='efi'>
            <type arch='x86_64' machine='q35'>hvm</type>
            <firmware>
              <feature enabled='no' name='secure-boot'/>
            </firmware>
          </os>
          <features>
            <acpi/>
            <apic/>
          </features>
          <cpu mode='host-passthrough'>
            <topology sockets='1' dies='1' cores='2' threads='2'/>
          </cpu>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <disk type='volume' device='disk'>
              <driver name='qemu' type='qcow2' discard='unmap'/>
              <source pool='apus' volume='web-1.qcow2'/>
              <target dev='vda' bus='virtio'/>
              <serial>web-1</serial>
              <boot order='1'/>
            </disk>
            <disk type='file' device='disk'>
              <driver name='qemu' type='raw'/>
              <source file='/srv/seed.iso'/>
              <target dev='vdb' bus='virtio'/>
              <readonly/>
            </disk>
            <disk type='file' device='cdrom'>
              <target dev='sda' bus='sata'/>
            </disk>
            <interface type='network'>
              <mac address='52:54:00:00:00:01'/>
              <source network='default'/>
              <model type='virtio'/>
              <boot order='2'/>
            </interface>
            <interface type='bridge'>
              <source bridge='br0'/>
              <virtualport type='openvswitch'/>
              <model type='virtio'/>
            </interface>
            <interface type='direct'>
              <source dev='eth0' mode='bridge'/>
              <model type='virtio'/>
            </interface>
            <interface type='user'>
              <model type='virtio'/>
              <link state='down'/>
            </interface>
            <serial type='pty'>
              <log file='/var/log/libvirt/qemu/web-1.log' append='on'/>
            </serial>
            <channel type='unix'>
              <target type='virtio' name='org.qemu.guest_agent.0'/>
            </channel>
            <input type='tablet' bus='usb'/>
            <tpm model='tpm-crb'>
              <backend type='emulator' version='2.0'/>
            </tpm>
            <graphics type='vnc'>
              <listen type='socket'/>
            </graphics>
            <video>
              <model type='virtio'/>
            </video>
            <memballoon model='virtio'>
              <stats period='5'/>
            </memballoon>
            <rng model='virtio'>
              <backend model='random'>/dev/urandom</backend>
            </rng>
          </devices>
        </domain>
        """
}
