import ApusCore
import ApusModel
import Libvirt

extension Connection {
    /// What versions are known for. Distributions mend such faults without a new version (Debian 12 did in its 9.0), so this
    /// is advice and no verdict.
    static func knownFault(of version: LibvirtVersion) -> String {
        guard (version.major, version.minor) < (10, 2) else { return "" }
        return " As it was released, it can be crashed by its clients (CVE-2024-1441, CVE-2024-2494; mended in 10.2): "
            + "keep the distribution's updates installed."
    }

    /// Pools beside the provider's own: those that should run and do not, and those that are full.
    func otherPoolsCheck(than standard: String) throws -> HostCheck {
        let faults = try ifSupported {
            try listPools { pool -> String? in
                let name = try pool.name()
                guard name != standard, !Inspections.isInspection(name) else { return nil }
                return try Self.fault(of: pool, name)
            }
        }
        return Self.check("other pools", faults, fine: "No other pool is stopped or full.")
    }

    /// Networks beside the provider's own that should run and do not.
    func otherNetworksCheck(than standard: String) throws -> HostCheck {
        let faults = try ifSupported {
            try listNetworks { network -> String? in
                let name = try network.name()
                guard name != standard, try !network.isActive(), (try? network.autostart()) == true else { return nil }
                return "The network \(name) is not active though it starts with its host: `virsh net-start \(name)`."
            }
        }
        return Self.check("other networks", faults, fine: "No other network is stopped.")
    }

    /// Below this share of a pool, guests soon meet its end.
    private static var leastFree: Double { 0.05 }

    private static func fault(of pool: borrowing Libvirt.StoragePool, _ name: String) throws -> String? {
        guard let info = try? pool.info() else { return "The pool \(name) cannot be read: look at its storage." }
        guard info.state == .running else {
            guard (try? pool.autostart()) == true else { return nil }
            return "The pool \(name) is not active though it starts with its host: `virsh pool-start \(name)`."
        }
        guard info.capacity > 0, Double(info.available) < Double(info.capacity) * leastFree else { return nil }
        return "The pool \(name) has \(info.available >> 20) MiB left of \(info.capacity >> 30) GiB: make room "
            + "(`apus pool usage \(name)`)."
    }

    private static func check(_ name: String, _ faults: [String?]?, fine: String) -> HostCheck {
        guard let faults else { return HostCheck(name: name, state: .ok, detail: "The driver has none.") }
        let found = faults.compactMap(\.self)
        return found.isEmpty
            ? HostCheck(name: name, state: .ok, detail: fine)
            : HostCheck(name: name, state: .warning, detail: found.joined(separator: " "))
    }
}
