import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// A pool of the type netfs. Where the kernel has no NFS, a file system in user space stands in for `mount.nfs`, seen by this
    /// libvirtd alone: one whose server stops answering hangs as NFS that is mounted hard does.
    @Suite(
        .enabled(
            if: Requirements.wantsLongTests && Share.isPossible, "runs with APUS_TEST_LONG=1, bindfs and /dev/fuse"))
    struct DeadShares {
        @Test func `a share holds a disk, and a dead one makes its pool stale but hides no machine`() async throws {
            try await Site.with(on: try await Libvirtd.second()) { site in
                let share = try await Share.made(site)
                do {
                    try await site.server.use { try await use($0, site, share) }
                } catch {
                    share.signal(SIGCONT)
                    try? await share.end(site)
                    throw error
                }
                try await share.end(site)
                #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [])
            }
        }

        private func use(_ client: Client, _ site: Site, _ share: Share) async throws {
            var request = CreatePool(host: Site.provider, name: "nas", type: .netfs)
            (request.path, request.sourceHost, request.sourcePath) = (share.target, "127.0.0.1", share.export)
            try await client.succeeded(try await client.create(request, key: Client.idempotencyKey()))
            try await client.makeVolume("data.qcow2", in: "nas", 4 << 30)
            #expect(FileManager.default.fileExists(atPath: share.export + "/data.qcow2"))
            #expect(try await client.pool("nas").promised == 4 << 30)
            try await client.make(.blank("one"))
            share.signal(SIGSTOP)
            _ = try? await client.pool("nas", .refresh, key: Client.idempotencyKey())
            try await eventually("the pool is stale", within: .seconds(90)) {
                try await client.pool("nas").staleSince != nil
            }
            #expect(try await client.show(.hosts, Site.provider, as: Host.self).state == .up)
            let stop = StopVirtualMachine(graceSeconds: 0)
            try await client.succeeded(try await client.stopVM("one", stop, key: Client.idempotencyKey()))
            try await eventually("the machine is seen off", within: .seconds(10)) {
                try await client.vm("one").state == .off
            }
            #expect(try await client.show(.hosts, Site.provider, as: Host.self).state == .up)
            share.signal(SIGCONT)
            try await eventually("the pool is there again", within: .seconds(60)) {
                let pool = try await client.pool("nas")
                return pool.staleSince == nil && pool.state == .active
            }
            try await client.succeeded(try await client.deleteVolume("nas:data.qcow2", key: Client.idempotencyKey()))
            try await client.succeeded(try await client.pool("nas", .stop, key: Client.idempotencyKey()))
            try await client.succeeded(try await client.deletePool("nas", key: Client.idempotencyKey()))
        }
    }
}

/// What is exported, and the program that serves it.
private struct Share {
    let export: String
    let target: String
    let script: String

    static let isPossible = ["/usr/bin/bindfs", "/dev/fuse", "/usr/sbin/mount.nfs"].allSatisfy {
        FileManager.default.fileExists(atPath: $0)
    }

    static func made(_ site: Site) async throws -> Share {
        let folder = "\(site.host.folder)/share-\(site.server.folder.suffix(8))"
        let share = Share(export: folder + "/export", target: folder + "/mnt", script: folder + "/mount.nfs")
        for path in [share.export, share.target] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let program = "#!/bin/sh\n/usr/bin/bindfs \"${1#*:}\" \"$2\" && pgrep -n -x bindfs >\"$2.pid\"\n"
        try program.write(toFile: share.script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: share.script)
        try await site.inside("/bin/sh", ["-c", "[ -e /dev/fuse ] || mknod /dev/fuse c 10 229"])
        try await site.inside("/bin/mount", ["--bind", share.script, "/usr/sbin/mount.nfs"])
        return share
    }

    /// To the program that serves.
    func signal(_ signal: Int32) {
        let text = (try? String(contentsOfFile: target + ".pid", encoding: .utf8)) ?? ""
        if let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) { kill(number, signal) }
    }

    func end(_ site: Site) async throws {
        signal(SIGTERM)
        try await site.inside("/bin/umount", ["/usr/sbin/mount.nfs"])
        try FileManager.default.removeItem(atPath: (target as NSString).deletingLastPathComponent)
    }
}
