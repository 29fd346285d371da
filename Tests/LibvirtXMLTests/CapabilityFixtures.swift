extension Fixtures {
    /// `virsh capabilities` of a host without hardware virtualization, with fewer features and machines.
    static let capabilities = #"""
        <capabilities>

          <host>
            <uuid>db9a6de5-d1c8-4d82-9e74-cf280da41c5e</uuid>
            <cpu>
              <arch>x86_64</arch>
              <model>kvm64</model>
              <vendor>AMD</vendor>
              <microcode version='16777317'/>
              <signature family='25' model='17' stepping='1'/>
              <topology sockets='1' dies='1' cores='2' threads='1'/>
              <maxphysaddr mode='emulate' bits='48'/>
              <feature name='vme'/>
              <feature name='ht'/>
              <feature name='pclmuldq'/>
              <feature name='ssse3'/>
              <pages unit='KiB' size='4'/>
              <pages unit='KiB' size='2048'/>
              <pages unit='KiB' size='1048576'/>
            </cpu>
            <power_management/>
            <iommu support='no'/>
            <migration_features>
              <live/>
              <uri_transports>
                <uri_transport>tcp</uri_transport>
                <uri_transport>rdma</uri_transport>
              </uri_transports>
            </migration_features>
            <topology>
              <cells num='1'>
                <cell id='0'>
                  <memory unit='KiB'>6121688</memory>
                  <pages unit='KiB' size='4'>1530422</pages>
                  <pages unit='KiB' size='2048'>0</pages>
                  <pages unit='KiB' size='1048576'>0</pages>
                  <distances>
                    <sibling id='0' value='10'/>
                  </distances>
                  <cpus num='2'>
                    <cpu id='0' socket_id='0' die_id='0' core_id='0' siblings='0'/>
                    <cpu id='1' socket_id='0' die_id='0' core_id='1' siblings='1'/>
                  </cpus>
                </cell>
              </cells>
            </topology>
            <cache>
              <bank id='0' level='3' type='both' size='32' unit='MiB' cpus='0-1'/>
            </cache>
            <secmodel>
              <model>none</model>
              <doi>0</doi>
            </secmodel>
            <secmodel>
              <model>dac</model>
              <doi>0</doi>
              <baselabel type='kvm'>+0:+0</baselabel>
              <baselabel type='qemu'>+0:+0</baselabel>
            </secmodel>
          </host>

          <guest>
            <os_type>hvm</os_type>
            <arch name='i686'>
              <wordsize>32</wordsize>
              <emulator>/usr/bin/qemu-system-i386</emulator>
              <machine maxCpus='255'>pc-i440fx-7.2</machine>
              <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
              <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
              <domain type='qemu'/>
            </arch>
            <features>
              <pae/>
              <nonpae/>
              <acpi default='on' toggle='yes'/>
              <apic default='on' toggle='no'/>
              <cpuselection/>
              <deviceboot/>
              <disksnapshot default='on' toggle='no'/>
            </features>
          </guest>

          <guest>
            <os_type>hvm</os_type>
            <arch name='x86_64'>
              <wordsize>64</wordsize>
              <emulator>/usr/bin/qemu-system-x86_64</emulator>
              <machine maxCpus='255'>pc-i440fx-7.2</machine>
              <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
              <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
              <domain type='qemu'/>
            </arch>
            <features>
              <acpi default='on' toggle='yes'/>
              <apic default='on' toggle='no'/>
              <cpuselection/>
              <deviceboot/>
              <disksnapshot default='on' toggle='no'/>
            </features>
          </guest>

        </capabilities>
        """#

    /// `virsh domcapabilities` of QEMU for q35, with fewer CPU models.
    static let domainCapabilities = #"""
        <domainCapabilities>
          <path>/usr/bin/qemu-system-x86_64</path>
          <domain>qemu</domain>
          <machine>pc-q35-7.2</machine>
          <arch>x86_64</arch>
          <vcpu max='288'/>
          <iothreads supported='yes'/>
          <os supported='yes'>
            <enum name='firmware'>
              <value>efi</value>
            </enum>
            <loader supported='yes'>
              <value>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</value>
              <value>/usr/share/OVMF/OVMF_CODE_4M.secboot.fd</value>
              <value>/usr/share/OVMF/OVMF_CODE_4M.fd</value>
              <enum name='type'>
                <value>rom</value>
                <value>pflash</value>
              </enum>
              <enum name='readonly'>
                <value>yes</value>
                <value>no</value>
              </enum>
              <enum name='secure'>
                <value>yes</value>
                <value>no</value>
              </enum>
            </loader>
          </os>
          <cpu>
            <mode name='host-passthrough' supported='no'/>
            <mode name='maximum' supported='yes'>
              <enum name='maximumMigratable'>
                <value>on</value>
                <value>off</value>
              </enum>
            </mode>
            <mode name='host-model' supported='yes'>
              <model fallback='forbid'>EPYC</model>
              <vendor>AMD</vendor>
            </mode>
            <mode name='custom' supported='yes'>
            </mode>
          </cpu>
          <memoryBacking supported='yes'>
            <enum name='sourceType'>
              <value>file</value>
              <value>anonymous</value>
              <value>memfd</value>
            </enum>
          </memoryBacking>
          <devices>
            <disk supported='yes'>
              <enum name='diskDevice'>
                <value>disk</value>
                <value>cdrom</value>
                <value>floppy</value>
                <value>lun</value>
              </enum>
              <enum name='bus'>
                <value>fdc</value>
                <value>scsi</value>
                <value>virtio</value>
                <value>usb</value>
                <value>sata</value>
              </enum>
              <enum name='model'>
                <value>virtio</value>
                <value>virtio-transitional</value>
                <value>virtio-non-transitional</value>
              </enum>
            </disk>
            <graphics supported='yes'>
              <enum name='type'>
                <value>sdl</value>
                <value>vnc</value>
                <value>spice</value>
                <value>egl-headless</value>
                <value>dbus</value>
              </enum>
            </graphics>
            <video supported='yes'>
              <enum name='modelType'>
                <value>vga</value>
                <value>cirrus</value>
                <value>vmvga</value>
                <value>qxl</value>
                <value>virtio</value>
                <value>none</value>
                <value>bochs</value>
                <value>ramfb</value>
              </enum>
            </video>
            <hostdev supported='yes'>
              <enum name='mode'>
                <value>subsystem</value>
              </enum>
              <enum name='startupPolicy'>
                <value>default</value>
                <value>mandatory</value>
                <value>requisite</value>
                <value>optional</value>
              </enum>
              <enum name='subsysType'>
                <value>usb</value>
                <value>pci</value>
                <value>scsi</value>
              </enum>
              <enum name='capsType'/>
              <enum name='pciBackend'/>
            </hostdev>
            <rng supported='yes'>
              <enum name='model'>
                <value>virtio</value>
                <value>virtio-transitional</value>
                <value>virtio-non-transitional</value>
              </enum>
              <enum name='backendModel'>
                <value>random</value>
                <value>egd</value>
                <value>builtin</value>
              </enum>
            </rng>
            <filesystem supported='yes'>
              <enum name='driverType'>
                <value>path</value>
                <value>handle</value>
                <value>virtiofs</value>
              </enum>
            </filesystem>
            <tpm supported='yes'>
              <enum name='model'>
                <value>tpm-tis</value>
                <value>tpm-crb</value>
              </enum>
              <enum name='backendModel'>
                <value>passthrough</value>
              </enum>
            </tpm>
            <redirdev supported='yes'>
              <enum name='bus'>
                <value>usb</value>
              </enum>
            </redirdev>
            <channel supported='yes'>
              <enum name='type'>
                <value>pty</value>
                <value>unix</value>
                <value>spicevmc</value>
              </enum>
            </channel>
          </devices>
          <features>
            <gic supported='no'/>
            <vmcoreinfo supported='yes'/>
            <genid supported='yes'/>
            <backingStoreInput supported='yes'/>
            <backup supported='yes'/>
            <sev supported='no'/>
            <sgx supported='no'/>
            <hyperv supported='yes'>
              <enum name='features'>
                <value>spinlocks</value>
                <value>vendor_id</value>
              </enum>
            </hyperv>
          </features>
        </domainCapabilities>
        """#
}
