import ApusModel
import Libvirt

extension LibvirtAddress.Driver {
    /// What Apus can do through the driver: what both libvirt's driver and Apus have.
    /// `qemu`, `test` and `lxc` were tried; the others were not. See <https://libvirt.org/hvsupport.html>.
    var capabilities: [HostCapability] {
        switch self {
        case .qemu: HostCapability.allCases
        case .test: HostCapability.allCases.filter { ![.migrate, .export, .guest].contains($0) }
        case .lxc: [.start, .stop, .suspend, .reboot, .change, .delete]
        case .xen: [.start, .stop, .suspend, .reboot, .save, .change, .delete]
        case .hyperv: [.start, .stop, .suspend, .reboot, .reset, .save]
        case .vz: [.start, .stop, .suspend, .reboot, .reset, .save]
        case .bhyve: [.start, .stop]
        case .esx, .vpx, .gsx, .vbox, .ch, .openvz, .vmwareplayer, .vmwarews, .vmwarefusion:
            [.start, .stop, .suspend, .reboot]
        }
    }
}
