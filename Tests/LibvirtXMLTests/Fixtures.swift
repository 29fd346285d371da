/// XML as libvirt 9.0 wrote it, with paths and names changed.
enum Fixtures {
    /// `virsh dumpxml` of a running QEMU guest, with elements of other namespaces added.
    static let runningDomain = #"""
        <domain type='qemu' id='1' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>fixture-1</name>
          <uuid>6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11</uuid>
          <title>A fixture</title>
          <description>Made with &lt;care&gt; &amp; &quot;quotes&quot;</description>
          <metadata>
            <lab:vm xmlns:lab="https://lab.invalid/xmlns/1" operation="op-7">
              <lab:owner>ann &amp; bob</lab:owner>
            </lab:vm>
          </metadata>
          <memory unit='KiB'>262144</memory>
          <currentMemory unit='KiB'>262144</currentMemory>
          <vcpu placement='static' current='1'>2</vcpu>
          <resource>
            <partition>/machine</partition>
          </resource>
          <os>
            <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
          </os>
          <features>
            <acpi/>
            <apic/>
          </features>
          <cpu mode='maximum' check='none'/>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>restart</on_reboot>
          <on_crash>destroy</on_crash>
          <devices>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2' discard='unmap'/>
              <source file='/var/lib/libvirt/images/overlay.qcow2' index='3'/>
              <backingStore type='file' index='4'>
                <format type='qcow2'/>
                <source file='/var/lib/libvirt/images/base.qcow2'/>
                <backingStore type='file' index='5'>
                  <format type='qcow2'/>
                  <source file='/var/lib/libvirt/images/root.qcow2'/>
                  <backingStore/>
                </backingStore>
              </backingStore>
              <target dev='vda' bus='virtio'/>
              <serial>disk-1</serial>
              <boot order='1'/>
              <alias name='virtio-disk0'/>
              <address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/>
            </disk>
            <disk type='file' device='disk'>
              <driver name='qemu' type='raw'/>
              <source file='/var/lib/libvirt/images/seed.iso' index='2'/>
              <backingStore/>
              <target dev='vdb' bus='virtio'/>
              <readonly/>
              <alias name='virtio-disk1'/>
              <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/>
            </disk>
            <disk type='file' device='cdrom'>
              <driver name='qemu'/>
              <target dev='sda' bus='sata'/>
              <readonly/>
              <alias name='sata0-0-0'/>
              <address type='drive' controller='0' bus='0' target='0' unit='0'/>
            </disk>
            <controller type='usb' index='0' model='qemu-xhci'>
              <alias name='usb'/>
              <address type='pci' domain='0x0000' bus='0x03' slot='0x00' function='0x0'/>
            </controller>
            <controller type='sata' index='0'>
              <alias name='ide'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>
            </controller>
            <controller type='pci' index='0' model='pcie-root'>
              <alias name='pcie.0'/>
            </controller>
            <controller type='virtio-serial' index='0'>
              <alias name='virtio-serial0'/>
              <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
            </controller>
            <controller type='pci' index='1' model='pcie-root-port'>
              <model name='pcie-root-port'/>
              <target chassis='1' port='0x10'/>
              <alias name='pci.1'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0' multifunction='on'/>
            </controller>
            <controller type='pci' index='2' model='pcie-root-port'>
              <model name='pcie-root-port'/>
              <target chassis='2' port='0x11'/>
              <alias name='pci.2'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x1'/>
            </controller>
            <interface type='network'>
              <mac address='52:54:00:aa:bb:01'/>
              <source network='lab' portid='71d8ec42-3ec5-47a8-82dc-9e26bf8f6088' bridge='virbr1'/>
              <target dev='vnet0'/>
              <model type='virtio'/>
              <boot order='2'/>
              <alias name='net0'/>
              <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
            </interface>
            <interface type='user'>
              <mac address='52:54:00:71:25:0f'/>
              <model type='virtio'/>
              <alias name='net1'/>
              <address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>
            </interface>
            <serial type='pty'>
              <source path='/dev/pts/0'/>
              <log file='/var/log/libvirt/qemu/serial.log' append='on'/>
              <target type='isa-serial' port='0'>
                <model name='isa-serial'/>
              </target>
              <alias name='serial0'/>
            </serial>
            <console type='pty' tty='/dev/pts/0'>
              <source path='/dev/pts/0'/>
              <log file='/var/log/libvirt/qemu/serial.log' append='on'/>
              <target type='serial' port='0'/>
              <alias name='serial0'/>
            </console>
            <channel type='unix'>
              <source mode='bind' path='/var/lib/libvirt/qemu/channel/target/domain-1-fixture-1/org.qemu.guest_agent.0'/>
              <target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/>
              <alias name='channel0'/>
              <address type='virtio-serial' controller='0' bus='0' port='1'/>
            </channel>
            <input type='tablet' bus='usb'>
              <alias name='input0'/>
              <address type='usb' bus='0' port='1'/>
            </input>
            <input type='mouse' bus='ps2'>
              <alias name='input1'/>
            </input>
            <input type='keyboard' bus='ps2'>
              <alias name='input2'/>
            </input>
            <graphics type='vnc' socket='/var/lib/libvirt/qemu/domain-1-fixture-1/vnc.sock'>
              <listen type='socket' socket='/var/lib/libvirt/qemu/domain-1-fixture-1/vnc.sock'/>
            </graphics>
            <audio id='1' type='none'/>
            <video>
              <model type='virtio' heads='1' primary='yes'/>
              <alias name='video0'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
            </video>
            <memballoon model='virtio'>
              <stats period='5'/>
              <alias name='balloon0'/>
              <address type='pci' domain='0x0000' bus='0x07' slot='0x00' function='0x0'/>
            </memballoon>
            <rng model='virtio'>
              <backend model='random'>/dev/urandom</backend>
              <alias name='rng0'/>
              <address type='pci' domain='0x0000' bus='0x08' slot='0x00' function='0x0'/>
            </rng>
          </devices>
          <seclabel type='dynamic' model='dac' relabel='yes'>
            <label>+0:+0</label>
            <imagelabel>+0:+0</imagelabel>
          </seclabel>
          <qemu:commandline>
            <qemu:arg value='-device'/>
            <qemu:arg value='edu,bus=pcie.0'/>
          </qemu:commandline>
          <!-- a comment that must stay -->
          <future:thing xmlns:future='https://lab.invalid/future' level='9'>as it was</future:thing>
        </domain>
        """#
}
