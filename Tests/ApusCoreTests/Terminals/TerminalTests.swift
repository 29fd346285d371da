import ApusModel
import ApusTesting
import Foundation
import Glibc
import Logging
import Testing
import Workflow

@testable import ApusCore

@Suite struct TerminalTests {
    /// A control plane without hosts: terminals look only at the inventory.
    struct Scene {
        let plane: ControlPlane
        let tools = FakeTerminals()
        let store: MemoryStore
        var provider: Provider
        var host: ApusModel.Host
        var vm: VirtualMachine

        init(
            _ address: String = "qemu+ssh://root@node1:2222/system", terminals: Terminals.Settings = .init(),
            recordings: Recordings.Settings = .init(), store: MemoryStore = MemoryStore()
        ) async throws {
            var quiet = Logger(label: "test")
            quiet.logLevel = .critical
            self.store = store
            plane = ControlPlane(
                store: store, drivers: [],
                settings: .init(imageDirectories: [], terminals: terminals, recordings: recordings),
                ambient: Ambient(now: { Date(timeIntervalSince1970: 1_800_000_000) }),
                ports: Ports(recordings: tools, terminals: tools), logger: quiet)
            provider = Provider(
                id: UUID(), number: 1, name: "node1", kind: .libvirt, address: address, settings: .init(),
                createdAt: Date())
            host = ApusModel.Host(id: UUID(), number: 1, name: "node1", provider: provider.id, providerName: "node1")
            vm = VirtualMachine(id: UUID(), name: "web1", host: host.id, hostName: "node1", state: .running)
            vm.addresses = [GuestAddress(address: "192.168.122.5", mac: nil, source: .lease)]
            vm.nics = [NIC(mac: "52:54:00:00:00:01", type: "network", source: "default")]
            plane.estate.providers.upsert([provider])
            plane.estate.hosts.upsert([host])
            network("nat")
            show()
            try await plane.load()
        }

        func show() { plane.estate.machines.upsert([vm]) }

        func network(_ forward: String) {
            var network = Network(id: UUID(), name: "default", host: host.id, hostName: "node1", state: .active)
            network.forward = forward
            _ = plane.estate.networks.replaceAll(in: host.id.uuidString, [network])
        }

        func open(_ target: TerminalRequest.Target, role: Role = .user) async throws -> OpenTerminal {
            try await plane.terminals.open(
                TerminalRequest(target: target, actor: Principal(name: "ann", role: role), size: .usual))
        }

        var destination: SSHDestination? { tools.state.withLock { $0.destinations.last } }
        var row: Recording? { plane.estate.recordings.rows().first }
    }

    private func leave(_ terminal: OpenTerminal) async {
        Glibc.close(terminal.stream.descriptor)
        _ = await terminal.stream.end()
        await terminal.recorder?.end()
    }

    @Test func `an ssh terminal goes to the VM's address, through the host of a private network, and is recorded`()
        async throws
    {
        let scene = try await Scene()
        let terminal = try await scene.open(.ssh(scene.vm.key, user: nil))
        let destination = try #require(scene.destination)
        #expect(destination.address.host == "192.168.122.5")
        #expect(destination.address.port == 22)
        #expect(destination.user == "apus")
        #expect(destination.trust == .pinned(scene.vm.id))
        #expect(destination.jump?.description == "root@node1:2222")
        #expect(!destination.takesPassword)
        let row = try #require(scene.row)
        #expect(row.state == .recording)
        #expect(terminal.recorder?.id == row.id.uuidString.lowercased())
        #expect(row.name.hasPrefix("web1-20270115-080000-"))
        #expect((row.kind, row.user, row.vm, row.hostName) == (.ssh, "ann", scene.vm.id, "node1"))
        await leave(terminal)
        #expect(scene.row?.state == .whole)
        #expect(scene.row?.bytes == 100)
        #expect(try await scene.store.all(Recording.self).first?.state == .whole)
    }

    @Test(arguments: [
        ("qemu+ssh://node1/system", "bridge", nil as Bool?, false), ("qemu+ssh://node1/system", "bridge", true, true),
        ("qemu+ssh://node1/system", "isolated", nil, true), ("qemu+ssh://node1/system", "nat", false, false),
        ("qemu:///system", "nat", true, false), ("qemu+tls://node1/system", "nat", nil, false),
    ])
    func `the way goes through the host only where that is needed and possible`(
        _ address: String, _ forward: String, _ jump: Bool?, _ jumps: Bool
    ) async throws {
        let scene = try await Scene(address)
        scene.network(forward)
        _ = try await scene.plane.terminals.set(VirtualMachineSSH(jump: jump), of: scene.vm)
        await leave(try await scene.open(.ssh(scene.vm.key, user: nil)))
        #expect((scene.destination?.jump != nil) == jumps)
    }

    @Test func `user, port, key and password come from the VM, else from its image, else from the configuration`()
        async throws
    {
        var scene = try await Scene(terminals: .init(user: "student"))
        await leave(try await scene.open(.ssh(scene.vm.key, user: nil)))
        #expect(scene.destination?.user == "student")
        var image = Image(id: UUID(), number: 1, name: "debian", path: "/x", format: .qcow2, createdAt: Date())
        image.sshUser = "debian"
        scene.plane.estate.images.upsert([image])
        scene.vm.image = "debian"
        scene.show()
        await leave(try await scene.open(.ssh(scene.vm.key, user: nil)))
        #expect(scene.destination?.user == "debian")
        let settings = VirtualMachineSSH(user: "root", port: 2222, key: "known", password: true)
        let access = try await scene.plane.terminals.set(settings, of: scene.vm)
        #expect((access.user, access.port, access.hostKeys) == ("root", 2222, ["SHA256:pinned"]))
        await leave(try await scene.open(.ssh(scene.vm.key, user: nil)))
        #expect(scene.destination?.key == "known")
        #expect(scene.destination?.takesPassword == true)
        await leave(try await scene.open(.ssh(scene.vm.key, user: "bob")))
        #expect(scene.destination?.user == "bob")
        await #expect(throws: Problem.self) {
            _ = try await scene.plane.terminals.set(VirtualMachineSSH(key: "unknown"), of: scene.vm)
        }
        let again = try await Scene(store: scene.store)
        #expect(again.plane.terminals.access(to: scene.vm).settings == settings, "kept over a restart")
    }

    @Test(arguments: ["-oProxyCommand=x", "a b", "", "a;b", "a\nb", "$(x)", "a@b"])
    func `a user that could be anything else than a user is refused`(_ user: String) async throws {
        let scene = try await Scene()
        await #expect(throws: Problem.self) { _ = try await scene.open(.ssh(scene.vm.key, user: user)) }
        #expect(scene.destination == nil)
    }

    @Test func `what stands against it is told truthfully`() async throws {
        var scene = try await Scene()
        scene.vm.addresses = []
        scene.show()
        await #expect { _ = try await scene.open(.ssh(scene.vm.key, user: nil)) } throws: {
            ($0 as? DriverError)?.message.hasPrefix("no address is known yet") == true
        }
        scene.vm.state = .off
        scene.show()
        await #expect { _ = try await scene.open(.ssh(scene.vm.key, user: nil)) } throws: {
            ($0 as? DriverError)?.code == .invalidState
        }
        #expect(scene.row == nil)
    }

    @Test(arguments: [
        (SSHRefusal.connectionRefused, DriverError.Code.refused, "connection refused"),
        (.timedOut, .timedOut, "timed out"), (.permissionDenied, .refused, "permission denied"),
        (.noRoute, .refused, "no route"), (.hostKeyChanged(fingerprint: "SHA256:new"), .refused, "host key changed"),
        (.failed("odd"), .refused, "ssh failed: odd"),
    ])
    func `why ssh came to nothing is told in its first words, and nothing is recorded`(
        _ refusal: SSHRefusal, _ code: DriverError.Code, _ words: String
    ) async throws {
        let scene = try await Scene()
        scene.tools.state.withLock { $0.refusal = refusal }
        await #expect { _ = try await scene.open(.ssh(scene.vm.key, user: nil)) } throws: {
            ($0 as? DriverError)?.code == code && ($0 as? DriverError)?.message.hasPrefix(words) == true
        }
        #expect(scene.row == nil)
    }

    @Test func `a changed host key is kept beside the pinned one until an administrator forgets both`() async throws {
        let scene = try await Scene()
        scene.tools.state.withLock { $0.refusal = .hostKeyChanged(fingerprint: "SHA256:new") }
        _ = try? await scene.open(.ssh(scene.vm.key, user: nil))
        let access = try await scene.plane.terminals.ssh(of: scene.vm)
        #expect((access.hostKeys, access.refusedHostKey) == (["SHA256:pinned"], "SHA256:new"))
        #expect(access.refusedAt != nil)
        try await scene.plane.terminals.forgetHostKeys(
            of: scene.vm, Caller(actor: Principal(name: "root", role: .administrator)))
        #expect(scene.tools.state.withLock { $0.forgotten } == [scene.vm.id])
        #expect(try await scene.plane.terminals.ssh(of: scene.vm).refusedHostKey == nil)
    }

    @Test func `a shell on a host is off, then for administrators only`() async throws {
        let off = try await Scene()
        await #expect(throws: Problem.self) { _ = try await off.open(.shell(host: off.host.id), role: .administrator) }
        let on = try await Scene(terminals: .init(hostShell: true))
        await #expect(throws: Problem.self) { _ = try await on.open(.shell(host: on.host.id), role: .operator) }
        await leave(try await on.open(.shell(host: on.host.id), role: .administrator))
        #expect(on.destination?.trust == .own)
        #expect(on.destination?.user == "root")
        #expect(on.destination?.address.port == 2222)
        #expect(on.row?.kind == .shell)
        #expect(on.row?.vm == nil)
    }

    @Test(arguments: [
        ("qemu:///system", true), ("qemu+unix:///session", true), ("qemu+tls://node1/system", false),
        ("qemu+tcp://node1/system", false), ("test:///default", true),
    ])
    func `a local host has the server's own shell, and hosts without ssh have none`(_ address: String, _ opens: Bool)
        async throws
    {
        let scene = try await Scene(address, terminals: .init(hostShell: true))
        let target = TerminalRequest.Target.shell(host: scene.host.id)
        if opens {
            await leave(try await scene.open(target, role: .administrator))
            #expect(scene.destination == nil)
        } else {
            await #expect { _ = try await scene.open(target, role: .administrator) } throws: {
                ($0 as? DriverError)?.code == .unsupported
            }
        }
    }

    @Test func `a terminal that cannot be recorded does not stay open, unless recordings are not required`()
        async throws
    {
        let full = Problem(.storeFull, "full")
        let strict = try await Scene()
        strict.tools.state.withLock { $0.fault = full }
        await #expect(throws: full) { _ = try await strict.open(.ssh(strict.vm.key, user: nil)) }
        #expect(strict.tools.state.withLock { $0.ended } == 1)
        #expect(strict.row == nil)
        #expect(try await strict.store.all(Recording.self).isEmpty)
        let lax = try await Scene(recordings: .init(required: false))
        lax.tools.state.withLock { $0.fault = full }
        let terminal = try await lax.open(.ssh(lax.vm.key, user: nil))
        #expect(terminal.recorder == nil)
        await leave(terminal)
    }

    @Test(arguments: [
        ("qemu+ssh://root@node1:2222/system", "root@node1:2222"), ("qemu+ssh://node1/system", "node1"),
        ("qemu+ssh://[fd00::1]:22/system?socket=/x", "[fd00::1]:22"), ("qemu:///system", nil),
        ("qemu+ssh://-oX/system", nil), ("qemu+ssh://a b/system", nil), ("qemu+ssh://x@-y/system", nil),
    ])
    func `a provider's ssh server is read from closed lists`(_ address: String, _ shown: String?) {
        #expect(SSHAddress(ofProvider: address)?.description == shown)
    }
}
