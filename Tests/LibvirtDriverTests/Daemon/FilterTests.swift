import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// Packet filters of a real libvirtd.
@Suite(
    .serialized, .privateLibvirtd,
    .enabled(
        if: PrivateLibvirtd.isPossible,
        "needs root, libvirt-daemon-system, libvirt-clients, qemu-system-x86, qemu-utils"))
struct FilterTests {
    @Test func `a filter is made of rules, stays while a machine names it, and goes`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let (filters, id) = (try #require(try watched.drivers.filters), UUID())
                for _ in 1...2 { try await filters.define(id, Self.filter) }
                let made = try #require(try await filters.filter("web-only"))
                #expect(made.id == id && !made.builtIn && made.xml?.contains("dstportend='81'") == true)
                let file = daemon.folder.appending(path: "vm.xml")
                try Data(Self.machine.utf8).write(to: file)
                try await daemon.virsh("define", file.path)
                let refusal = await #expect(throws: DriverError.self) { try await filters.remove(filter: id) }
                #expect(refusal?.code == .invalidState && refusal?.message.contains("filtered") == true)
                try await daemon.virsh("undefine", "filtered")
                for _ in 1...2 { try await filters.remove(filter: id) }
                #expect(try await filters.filter("web-only") == nil)
                #expect(try await filters.filters().contains { $0.name == "clean-traffic" && $0.builtIn })
            }
        }
    }

    @Test func `raw XML keeps to filters, under the name and id that were given`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let (filters, id) = (try #require(try watched.drivers.filters), UUID())
                var filter = CreateNetworkFilter(name: "raw-one")
                for wrong in ["<filter", "<domain/>", "<!DOCTYPE x><filter/>", "<filter><script/></filter>"] {
                    filter.xml = wrong
                    let raw = filter
                    let error = await #expect(throws: DriverError.self) { try await filters.define(id, raw) }
                    #expect(error?.code == .refused, "\(wrong)")
                }
                filter.xml = "<filter name='clean-traffic'><rule action='drop' direction='in'><icmp/></rule></filter>"
                try await filters.define(id, filter)
                #expect(try await filters.filter("raw-one")?.id == id)
                try await filters.remove(filter: id)
            }
        }
    }

    private static var filter: CreateNetworkFilter {
        var filter = CreateNetworkFilter(name: "web-only")
        filter.rules = [.init(action: .accept, direction: .in, protocol: .tcp)]
        filter.rules?[0].ports = "80-81"
        filter.includes = ["clean-traffic"]
        return filter
    }

    private static let machine = """
        <domain type='qemu'><name>filtered</name><memory>65536</memory><os><type>hvm</type></os><devices>
        <interface type='network'><source network='default'/><filterref filter='web-only'/></interface></devices></domain>
        """
}
