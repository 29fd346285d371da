import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension Connection {
    func versionCheck() throws -> HostCheck {
        let version = try libvirtVersion()
        let hypervisor = (try? hypervisorVersion()).map { "\((try? driverName()) ?? "the hypervisor") \($0)" }
        let words = "libvirt \(version)" + (hypervisor.map { ", \($0)" } ?? "")
        guard version.major >= 6 else {
            return HostCheck(
                name: "libvirt version", state: .warning,
                detail: "\(words): older than 6.0, which is the oldest that Apus is made for. Upgrade the host.")
        }
        return HostCheck(name: "libvirt version", state: .ok, detail: words + "." + Self.knownFault(of: version))
    }

    func acceleratorCheck() throws -> HostCheck {
        let name = "accelerator"
        let finding = AcceleratorFinding(
            try HostCapabilities(xml: capabilities()), arch: try nodeInfo().model)
        if let warning = finding.warning { return HostCheck(name: name, state: .warning, detail: warning) }
        switch finding.accelerators.first {
        case .kvm: return HostCheck(name: name, state: .ok, detail: "KVM is offered and the processor supports it.")
        case .tcg, .auto:
            return HostCheck(
                name: name, state: .warning,
                detail: "No KVM there: guests run in QEMU's emulation (tcg), about ten times slower. "
                    + "Switch virtualization on in the firmware (nested, where the host is a VM), then `modprobe kvm_intel` or `kvm_amd`."
            )
        case nil:
            return HostCheck(
                name: name, state: .failed,
                detail: "QEMU for the host's own architecture is missing: install it, for example qemu-system-x86.")
        }
    }

    func poolCheck(_ settings: ProviderSettings) throws -> HostCheck {
        let name = "storage pool"
        func check(_ state: HostCheck.State, _ detail: String) -> HostCheck {
            HostCheck(name: name, state: state, detail: detail)
        }
        guard let pool = try unlessGone({ try self.pool(named: settings.pool) }) else {
            let path = settings.poolPath ?? "/var/lib/libvirt/images/\(settings.pool)"
            return check(.ok, "The pool \(settings.pool) is not there yet; the first VM makes it in \(path).")
        }
        let info = try pool.info()
        guard info.state == .running else {
            return check(
                .warning,
                "The pool \(settings.pool) is not active; the next VM starts it, or `virsh pool-start \(settings.pool)`."
            )
        }
        let free = info.available >> 30
        guard free >= 1 else {
            return check(.warning, "The pool \(settings.pool) has less than 1 GiB left: make room or choose another.")
        }
        return check(.ok, "The pool \(settings.pool) is active with \(free) GiB free.")
    }

    func networkCheck(_ network: String) throws -> HostCheck {
        func check(_ state: HostCheck.State, _ detail: String) -> HostCheck {
            HostCheck(name: "network", state: state, detail: detail)
        }
        guard let found = try unlessGone({ try self.network(named: network) }) else {
            return check(
                .failed,
                "There is no network \(network): define one (`virsh net-define`), or choose another for the provider.")
        }
        guard try found.isActive() else {
            return check(
                .failed,
                "The network \(network) is not active: `virsh net-start \(network)`, and `virsh net-autostart \(network)`."
            )
        }
        return check(.ok, "The network \(network) is active.")
    }
}
