import Foundation
import Libvirt
import Testing

/// Against real daemons that are frozen, killed and started again.
@Suite(.serialized, .enabled(if: PrivateDaemon.isPossible, "needs root and libvirtd"), .timeLimit(.minutes(2)))
struct DaemonTests {
    private func code(_ body: () async throws -> Void) async -> LibvirtError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? LibvirtError)?.code
        }
    }

    private func list(_ host: HostConnection) async throws {
        _ = try await host.perform("list") { try $0.listDomains() }
    }

    private func answers(_ host: HostConnection) async -> Bool {
        await code { try await list(host) } == nil
    }

    @Test func `a frozen daemon fails its calls within ten seconds, others answer, and it recovers by itself`()
        async throws
    {
        try await PrivateDaemon.with { frozen in
            try await PrivateDaemon.with { healthy in
                try await frozen.host { first in
                    try await healthy.host { second in
                        #expect(await answers(first))
                        #expect(await answers(second))
                        frozen.freeze()
                        let start = ContinuousClock.now
                        let stuck = Task { await code { try await list(first) } }
                        var slowest = Duration.zero
                        while first.status.isConnected, ContinuousClock.now - start < .seconds(15) {
                            let begin = ContinuousClock.now
                            #expect(await answers(second))
                            slowest = max(slowest, ContinuousClock.now - begin)
                            try await Task.sleep(for: .milliseconds(20))
                        }
                        #expect(await stuck.value == .disconnected)
                        #expect(ContinuousClock.now - start < .seconds(10))
                        #expect(slowest < .seconds(4))
                        let again = ContinuousClock.now
                        #expect(await code { try await list(first) } == .disconnected)
                        #expect(ContinuousClock.now - again < .seconds(1))
                        frozen.thaw()
                        #expect(await eventually { await answers(first) })
                    }
                }
            }
        }
    }

    @Test func `a host frozen while it is opened fails calls at the open deadline and connects when it answers`()
        async throws
    {
        try await PrivateDaemon.with { daemon in
            var configuration = HostConnection.Configuration()
            configuration.openDeadline = .milliseconds(300)
            configuration.backoff = Backoff(initial: .seconds(600), maximum: .seconds(600))
            try await daemon.host(configuration) { host in
                daemon.freeze()
                #expect(await code { try await list(host) } == .disconnected)
                daemon.thaw()
                #expect(await eventually { await answers(host) })
            }
        }
    }

    @Test func `after a kill and a new start calls and events work again`() async throws {
        try await PrivateDaemon.with { daemon in
            try await daemon.host { host in
                var events = host.events().makeAsyncIterator()
                #expect(await answers(host))
                #expect(await events.next() == .resync(.connected))
                daemon.kill()
                #expect(await eventually { !host.status.isConnected })
                try await daemon.start()
                #expect(await eventually { await answers(host) })
                #expect(await events.next() == .resync(.connected))
                try await host.perform("suspend") { try $0.domain(named: "test").suspend() }
                let event = await events.next()
                guard case .domain(let domain, .lifecycle(.suspended, _)) = event else {
                    Issue.record("unexpected \(String(describing: event))")
                    return
                }
                #expect(domain.name == "test")
            }
        }
    }

    @Test func `calls that wait when the daemon dies fail at once`() async throws {
        try await PrivateDaemon.with { daemon in
            try await daemon.host { host in
                #expect(await answers(host))
                daemon.freeze()
                let waiting = (0..<10).map { _ in Task { await code { try await list(host) } } }
                let start = ContinuousClock.now
                daemon.kill()
                for task in waiting { #expect(await task.value == .disconnected) }
                #expect(ContinuousClock.now - start < .seconds(2))
            }
        }
    }

    @Test func `deadline and cancellation end the wait for a frozen daemon`() async throws {
        try await PrivateDaemon.with { daemon in
            try await daemon.host { host in
                #expect(await answers(host))
                daemon.freeze()
                let start = ContinuousClock.now
                let late = await code {
                    try await host.perform("list", deadline: .milliseconds(200)) { _ = try $0.listDomains() }
                }
                #expect(late == .timedOut)
                let task = Task { await code { try await list(host) } }
                task.cancel()
                #expect(await task.value == .cancelled)
                #expect(ContinuousClock.now - start < .seconds(3))
                daemon.thaw()
                #expect(await eventually { await answers(host) })
            }
        }
    }

    @Test func `many connections, opened and lost, leave no thread and no descriptor behind`() async throws {
        try await PrivateDaemon.with { daemon in
            func cycle() async throws {
                try await daemon.host { host in
                    let events = host.events()
                    try await list(host)
                    _ = events
                }
            }
            try await cycle()
            let (threads, descriptors) = (threadCount(), descriptorCount())
            for _ in 0..<50 { try await cycle() }
            #expect(await eventually { threadCount() <= threads + 2 })
            #expect(await eventually { descriptorCount() <= descriptors + 2 })
        }
    }

    @Test func `bytes go into a volume and come back, and a failed upload leaves the connection whole`() async throws {
        struct Broken: Error {}
        try await PrivateDaemon.with { daemon in
            let folder = try daemon.subfolder("pool")
            try await daemon.host(driver: "qemu", path: "/system") { host in
                let sent = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                let received = try await host.perform("transfer", deadline: .seconds(60)) { connection in
                    let pool = try connection.createPool(
                        "<pool type='dir'><name>p</name><target><path>\(folder.path)</path></target></pool>")
                    let xml = """
                        <volume><name>v.raw</name><capacity>1000000</capacity><target><format type='raw'/></target></volume>
                        """
                    let volume = try pool.createVolume(xml)
                    var rest = sent[...]
                    let count = try volume.upload(length: 1_000_000) {
                        let chunk = Array(rest.prefix(300_000))
                        rest = rest.dropFirst(chunk.count)
                        return chunk.isEmpty ? nil : chunk
                    }
                    #expect(count == 1_000_000)
                    var received: [UInt8] = []
                    try volume.download { received += $0 }
                    do { try volume.upload { throw Broken() } } catch is Broken {}
                    do { _ = try pool.createVolume(xml) } catch let error as LibvirtError {
                        #expect(error.code == .storageVolumeExists)
                    }
                    let paths = try pool.listVolumes().map(\.path)
                    #expect(paths == ["\(folder.path)/v.raw"])
                    // Somebody removes a file: it is no error of the others.
                    _ = try pool.createVolume("<volume><name>gone</name><capacity>1024</capacity></volume>")
                    try FileManager.default.removeItem(atPath: "\(folder.path)/gone")
                    #expect(try pool.listVolumes { volume in try volume.xml() }.count == 1)
                    try volume.delete()
                    return received
                }
                #expect(received == sent)
            }
        }
    }

    @Test func `a real host's processors and memory are measured`() async throws {
        try await PrivateDaemon.with { daemon in
            try await daemon.host(driver: "qemu", path: "/system") { host in
                let (node, free, memory, cpu) = try await host.perform("measure") { connection in
                    (
                        try connection.nodeInfo(), try connection.freeMemory(), try connection.memoryStatistics(),
                        try connection.cpuStatistics()
                    )
                }
                // sysinfo and /proc/meminfo, from which these come, differ in some containers.
                #expect(node.memory > 1 << 28 && node.cpus > 0)
                #expect(free > 0 && (memory["free"] ?? 0) < (memory["total"] ?? 0))
                #expect((cpu["idle"] ?? 0) > 0)
            }
        }
    }
}
