import Foundation
import Libvirt
import Testing

@Suite struct DomainTests {
    @Test func `the host tells about itself`() async throws {
        try await TestHost.with { host in
            let (name, node, version, capabilities) = try await host.perform("host") { connection in
                (
                    try connection.driverName(), try connection.nodeInfo(), try connection.libvirtVersion(),
                    try connection.capabilities()
                )
            }
            #expect(name == "TEST")
            // The test driver takes off what its domains have.
            #expect(node.memory == 3 << 30)
            #expect(node.model == "test-cpu")
            #expect(node.cpus == 8)
            #expect(version.major >= 7)
            #expect(capabilities.hasPrefix("<capabilities>"))
        }
    }

    @Test func `a domain is listed and found by identity and name`() async throws {
        try await TestHost.with(domains: 3) { host in
            let listed = try await host.perform("list") { try $0.listDomains() }
            #expect(Set(listed.map(\.name)) == ["alpha", "vm1", "vm2"])
            #expect(listed.allSatisfy { $0.id != nil })
            let (uuid, name) = try await host.perform("find") { connection in
                (try connection.domain(named: "alpha").uuid(), try connection.domain(TestHost.alpha).name())
            }
            #expect(uuid == TestHost.alpha)
            #expect(name == "alpha")
            let inactive = try await host.perform("list") { try $0.listDomains(.inactive) }
            #expect(inactive.isEmpty)
        }
    }

    @Test func `a domain is paused, resumed, stopped, started and undefined`() async throws {
        try await TestHost.with { host in
            let states = try await host.perform("life") { connection in
                let domain = try connection.domain(TestHost.alpha)
                var states = [try domain.state().state]
                try domain.suspend()
                states.append(try domain.state().state)
                try domain.resume()
                try domain.destroy()
                states.append(try domain.state().state)
                try domain.create()
                states.append(try domain.state().state)
                try domain.destroy()
                try domain.undefine()
                return states
            }
            #expect(states == [.running, .paused, .shutoff, .running])
            await #expect(
                performing: {
                    try await host.perform("find") { _ = try $0.domain(TestHost.alpha) }
                }, throws: { ($0 as? LibvirtError)?.code == .noDomain })
        }
    }

    @Test func `info has sizes in bytes`() async throws {
        try await TestHost.with { host in
            let info = try await host.perform("info") { try $0.domain(TestHost.alpha).info() }
            #expect(info.maximumMemory == 1 << 30)
            #expect(info.memory == 512 << 20)
            #expect(info.vcpus == 2)
            #expect(info.state == .running)
        }
    }

    @Test func `metadata is written, read and removed`() async throws {
        try await TestHost.with { host in
            let place = DomainMetadata.element(uri: "urn:example:owner")
            let xml = try await host.perform("metadata") { connection in
                let domain = try connection.domain(TestHost.alpha)
                try domain.setMetadata("<owner name='o'/>", place, key: "x", .configuration)
                try domain.setMetadata("a title", .title, .configuration)
                #expect(try domain.metadata(.title, .configuration) == "a title")
                return try domain.metadata(place, .configuration)
            }
            #expect(xml == #"<owner name="o"/>"#)
            await #expect(
                performing: {
                    try await host.perform("remove") { connection in
                        let domain = try connection.domain(TestHost.alpha)
                        try domain.setMetadata(nil, place, .configuration)
                        _ = try domain.metadata(place, .configuration)
                    }
                }, throws: { ($0 as? LibvirtError)?.code == .noDomainMetadata })
        }
    }

    @Test func `defining bad XML says what is wrong and where`() async throws {
        try await TestHost.with { host in
            let error = await #expect(throws: LibvirtError.self) {
                try await host.perform("define") { _ = try $0.defineDomain("<domain") }
            }
            #expect(error?.code == .xmlDetail)
            #expect(error?.domain == .domain)
            #expect(error?.call == "virDomainDefineXMLFlags")
            #expect(error?.message.isEmpty == false)
        }
    }

    @Test func `a text with a NUL is refused, not cut`() async throws {
        try await TestHost.with { host in
            await #expect(
                performing: {
                    try await host.perform("find") { _ = try $0.domain(named: "alpha\u{0}x") }
                }, throws: { ($0 as? LibvirtError)?.code == .unusableArgument })
        }
    }

    @Test func `a domain is defined, told apart as inactive, and set to start by itself`() async throws {
        try await TestHost.with { host in
            let (id, isPersistent, autostart) = try await host.perform("define") { connection in
                let domain = try connection.defineDomain(TestHost.domain("beta"))
                try domain.setAutostart(true)
                return (domain.id, try domain.isPersistent(), try domain.autostart())
            }
            #expect(id == nil)
            #expect(isPersistent)
            #expect(autostart)
        }
    }

    @Test func `all domains are measured in one call`() async throws {
        try await TestHost.with(domains: 20) { host in
            let statistics = try await host.perform("stats") { try $0.allDomainStatistics(.state, []) }
            #expect(statistics.count == 20)
            #expect(statistics[TestHost.alpha]?["state.state"]?.integer == 1)
        }
    }

    @Test func `a guest's addresses are read`() async throws {
        try await TestHost.with { host in
            let xml = """
                <domain type='test'><name>nic</name><memory>1024</memory><os><type>hvm</type></os><devices>\
                <interface type='network'><mac address='52:54:00:00:00:01'/><source network='net'/>\
                <target dev='testnet0'/></interface></devices></domain>
                """
            let interfaces = try await host.perform("addresses") { connection in
                let domain = try connection.createDomain(xml)
                return try domain.interfaceAddresses(.lease)
            }
            #expect(interfaces.first?.mac == "52:54:00:00:00:01")
            #expect(interfaces.first?.addresses.first?.family == .ipv4)
            #expect(interfaces.first?.addresses.first?.prefix == 24)
        }
    }
}
