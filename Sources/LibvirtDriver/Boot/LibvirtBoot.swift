import ApusCore
import FoundationEssentials
import Libvirt

/// Tells the boots of a libvirt host apart.
///
/// Here, the kernel tells (random(4), `boot_id`). Of a remote host libvirt tells the processor time since its boot only: the
/// time of kernel and users, for that of idle processors may go back when a processor is switched off.
struct LibvirtBoot: BootDriver {
    let lanes: Lanes
    func boot() async throws -> HostBoot {
        if lanes.isLocal, let id = Self.localID() { return HostBoot(id: id) }
        return try await mappingErrors {
            try await lanes.reads.perform("read processor time") { connection in
                let times = try ifSupported { try connection.cpuStatistics() } ?? [:]
                guard let kernel = times["kernel"], let user = times["user"] else { return HostBoot() }
                let (sum, overflow) = kernel.addingReportingOverflow(user)
                return HostBoot(busyTime: overflow ? nil : sum)
            }
        }
    }

    private static func localID() -> String? {
        guard let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8) else {
            return nil
        }
        let id = text.filter { !$0.isWhitespace }
        return id.isEmpty ? nil : id
    }
}
