import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// Containers of a real libvirtd's LXC driver. They are defined only: to start them needs cgroups that not every machine has.
@Suite(.serialized, .privateLibvirtd, .enabled(if: LXCDriver.isThere, "needs root and libvirt-daemon-driver-lxc"))
struct LXCTests {
    @Test func `containers are listed beside VMs, with what their driver can do`() async throws {
        try await PrivateLibvirtd.with { daemon in
            let address = daemon.address.replacing("qemu+unix", with: "lxc+unix")
            let file = daemon.pools.appending(path: "box.xml")
            try Data(Self.container.utf8).write(to: file)
            _ = try await PrivateLibvirtd.run("/usr/bin/virsh", ["-q", "-c", address, "define", file.path])
            do {
                try await Watched.with(address) { watched in
                    let view = watched.sightings.view
                    let row = try #require(view.machines.values.first)
                    #expect(row.name == "box" && row.state == .off && row.accelerator == "lxc" && !row.managed)
                    #expect(row.cpus == 1 && row.memory == 64 << 20)
                    let host = try #require(view.host)
                    #expect(host.hypervisor == "LXC" && host.capabilities.contains(.start))
                    #expect(!host.capabilities.contains(.create) && !host.capabilities.contains(.snapshots))
                    let checks = try await #require(watched.drivers.diagnosis).examine()
                    #expect(checks.allSatisfy { $0.state == .ok }, "\(checks)")
                    #expect(checks.contains { $0.name == "driver" && $0.detail.contains("makes no VMs") })
                }
            } catch {
                _ = try? await PrivateLibvirtd.run("/usr/bin/virsh", ["-q", "-c", address, "undefine", "box"])
                throw error
            }
            _ = try await PrivateLibvirtd.run("/usr/bin/virsh", ["-q", "-c", address, "undefine", "box"])
        }
    }

    @Test func `a driver that the host's libvirt lacks is said in words`() async throws {
        try await PrivateLibvirtd.with { daemon in
            let address = daemon.address.replacing("qemu+unix", with: "bhyve+unix")
            try await Watched.with(address, awaitingListing: false) { watched in
                #expect(await watched.sightings.until { $0.fault != nil })
                #expect(watched.sightings.view.fault?.contains("has no driver for this kind of address") == true)
            }
        }
    }

    private static let container = """
        <domain type='lxc'><name>box</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>\
        <os><type>exe</type><init>/bin/sh</init></os><devices><console type='pty'/>\
        <filesystem type='mount'><source dir='/'/><target dir='/'/></filesystem></devices></domain>
        """
}

private enum LXCDriver {
    /// Where a libvirtd of the test's own finds it: `LIBVIRT_DRIVER_DIR` is libvirt's.
    static var isThere: Bool {
        let own = ProcessInfo.processInfo.environment["LIBVIRT_DRIVER_DIR"]
        let folder = own ?? "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver"
        return PrivateLibvirtd.isPossible && FileManager.default.fileExists(atPath: folder + "/libvirt_driver_lxc.so")
    }
}
