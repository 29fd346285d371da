import ApusModel
import Libvirt

extension LibvirtAddress.Driver {
    /// What Apus can do through the driver: what both libvirt's driver and Apus have.
    /// `qemu`, `test` and `lxc` were tried. The others were read in the tables of calls that libvirt's own drivers end with
    /// (`src/*/…_driver.c`, which <https://libvirt.org/hvsupport.html> is made from), and never run: `hyperv` shuts down,
    /// reboots and resets since libvirt 6.9; `vz` has no reset and `vbox` no managed save in what was read; `bhyve` reboots only
    /// in newer ones than it was read in, so that is left out.
    var capabilities: [HostCapability] {
        switch self {
        case .qemu: HostCapability.allCases
        case .test: HostCapability.allCases.filter { ![.migrate, .export, .guest].contains($0) }
        case .lxc: [.start, .stop, .suspend, .reboot, .change, .delete]
        case .xen: [.start, .stop, .suspend, .reboot, .save, .change, .delete]
        case .hyperv: [.start, .stop, .suspend, .reboot, .reset, .save]
        case .vz: [.start, .stop, .suspend, .reboot, .save]
        case .bhyve: [.start, .stop]
        case .esx, .vpx, .gsx, .vbox, .ch, .openvz, .vmwareplayer, .vmwarews, .vmwarefusion:
            [.start, .stop, .suspend, .reboot]
        }
    }
}
