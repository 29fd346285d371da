import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// An image that lies on one host, and a machine on another.
    @Suite struct ImageCopies {
        @Test func `an image comes to the host that needs it, is known there, and goes from both`() async throws {
            try await TwoHosts.with { site, other in
                try await site.server.use { client in
                    try await other.register(client, site)
                    let file = try LocalFile(reading: try await Images.folder() + "/tiny.qcow2")
                    _ = try await client.begin("up", file, .qcow2, on: Site.provider)
                    let image = try await client.upload(file, to: "up", from: 0) { _ in }
                    #expect(image.copies.count == 1)
                    var request = CreateVirtualMachine.tiny("far")
                    (request.image, request.host, request.start) = ("up", TwoHosts.name, false)
                    try await client.make(request)
                    let known = try await client.show(.images, "up", as: Image.self)
                    let hosts = try await client.hostNames(of: known)
                    #expect(hosts == [Site.provider, TwoHosts.name] && known.usedBy == ["far"])
                    let copy = try #require(known.copies.first { $0.path.hasPrefix(other.folder) })
                    #expect(try LocalFile(reading: copy.path).sha256() == image.sha256 && copy.state == .ready)
                    let plan = try await client.imageRemoval("up")
                    #expect(plan.keeps.count == 1 && plan.keeps.first?.hasSuffix(copy.path) == true)
                    try await client.succeeded(try await client.deleteVM("far", key: Client.idempotencyKey()))
                    try await client.removeImage("up", force: false, key: Client.idempotencyKey())
                }
                #expect(other.files == [] && other.files(in: site.poolFolder) == [])
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a server that dies in the middle of the copy leaves nothing of it that is not wanted`() async throws
        {
            try await TwoHosts.with { site, other in
                let path = site.server.folder + "/big.raw"
                try await Tool.output(
                    "/usr/bin/dd", ["if=/dev/urandom", "of=\(path)", "bs=1M", "count=192", "status=none"])
                let file = try LocalFile(reading: path)
                let accepted = try await site.server.use { client in
                    try await other.register(client, site)
                    _ = try await client.begin("big", file, .raw, on: Site.provider)
                    _ = try await client.upload(file, to: "big", from: 0) { _ in }
                    var request = CreateVirtualMachine.blank("far", start: false)
                    (request.image, request.host) = ("big", TwoHosts.name)
                    return try await client.create(request, key: Client.idempotencyKey())
                }
                try await eventually("the copy is under way", within: .seconds(30), every: .milliseconds(2)) {
                    other.bytes > 1 << 20
                }
                await site.server.kill()
                #expect(other.bytes < file.size, "it was too late to kill it in the middle")
                try await site.server.start()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    try await client.awaitHost(TwoHosts.name)
                    _ = try? await client.cancelOperation(accepted.id.uuidString, key: Client.idempotencyKey())
                    let end = try await client.settled(accepted)
                    #expect([.cancelled, .succeeded, .failed].contains(end.state))
                    if end.state == .succeeded {
                        try await client.succeeded(try await client.deleteVM("far", key: Client.idempotencyKey()))
                    }
                    try await client.removeImage("big", force: false, key: Client.idempotencyKey())
                }
                #expect(other.files == [] && other.files(in: site.poolFolder) == [])
                #expect(try await other.host.domains() == [])
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }
    }
}

/// A second real host beside a site's own.
private struct TwoHosts {
    static let name = "second"
    let host: Libvirtd
    let folder: String

    static func with(_ body: (Site, TwoHosts) async throws -> Void) async throws {
        let host = try await Libvirtd.second()
        try await host.clear()
        do {
            try await Site.with { site in
                try await body(site, TwoHosts(host: host, folder: "\(host.pools)/\(site.server.folder.suffix(8))"))
            }
        } catch {
            try? await host.clear()
            throw error
        }
        try await host.clear()
    }

    func register(_ client: Client, _ site: Site) async throws {
        try await client.addProvider(Self.name, host, poolPath: folder)
    }

    var files: [String] { files(in: folder) }

    func files(in folder: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

    /// Of all that lies in its pool.
    var bytes: Int64 {
        files.map { name in
            (try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int64) ?? 0
        }.reduce(0, +)
    }
}

extension Client {
    fileprivate func begin(
        _ name: String, _ file: LocalFile, _ format: Image.Format, on host: String
    ) async throws -> Image {
        var request = CreateImage(name: name, source: .upload)
        (request.size, request.sha256, request.format) = (file.size, try file.sha256(), format)
        request.host = host
        return try await add(request, key: Client.idempotencyKey())
    }

    fileprivate func hostNames(of image: Image) async throws -> [String] {
        var names: [String] = []
        for copy in image.copies where copy.state == .ready {
            names.append(try await show(.hosts, copy.host.uuidString, as: Host.self).name)
        }
        return names.sorted()
    }
}
