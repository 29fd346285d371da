import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Bytes of images and volumes, in and out of a real host.
    @Suite struct Transfers {
        @Test func `a guest of an uploaded image answers, and its image stays while it is needed`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                let file = try LocalFile(reading: try await Images.folder() + "/tiny.qcow2")
                try await site.server.use { client in
                    let image = try await client.begin("up", file, .qcow2)
                    let whole = try await client.upload(file, to: "up", from: 0) { _ in }
                    #expect(whole.state == .ready && whole.sha256 == image.sha256)
                    var request = CreateVirtualMachine.tiny("web")
                    request.image = "up"
                    request.cloudInit = CloudInit(hostname: "web", user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "web")
                    #expect(try await key.ask("ada", at: address.address, "id -un") == "ada")
                    #expect(try await client.show(.images, "up", as: Image.self).usedBy == ["web"])
                    do {
                        try await client.removeImage("up", force: false, key: Client.idempotencyKey())
                        Issue.record("an image in use was removed")
                    } catch { #expect(refused(error, "conflict", 409)) }
                    #expect(try await client.imageRemoval("up").keeps.count == 1)
                }
            }
        }

        @Test func `an upload goes on after the server was killed, in little memory`() async throws {
            try await Site.with { site in
                let path = site.server.folder + "/big.raw"
                try await Tool.output(
                    "/usr/bin/dd", ["if=/dev/urandom", "of=\(path)", "bs=1M", "count=128", "status=none"])
                let file = try LocalFile(reading: path)
                try await site.server.use { _ = try await $0.begin("big", file, .raw) }
                let before = try await site.server.peakMemory()
                let killing = Task { try await killWhileUploading(site) }
                do {
                    try await site.server.use { _ = try await $0.upload(file, to: "big", from: 0) { _ in } }
                    Issue.record("the upload was not cut")
                } catch {}
                #expect(try await killing.value - before < 32 << 20)
                try await site.server.start()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    let offset = try await client.upload(of: "big").offset
                    #expect(offset > 0 && offset < file.size)
                    let whole = try await client.upload(file, to: "big", from: offset) { _ in }
                    #expect(whole.state == .ready)
                    let copy = LocalFileCopy(path: site.server.folder + "/back.raw")
                    try await client.download(.image("big"), to: copy.file(), { _, _ in })
                    #expect(try copy.file().size == file.size)
                    try await client.removeImage("big", force: false, key: Client.idempotencyKey())
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        /// Kills the server in the middle.
        /// - Returns: the most memory it had until then.
        private func killWhileUploading(_ site: Site) async throws -> Int {
            try await eventually("some bytes came", within: .seconds(30)) {
                let files = (try? FileManager.default.contentsOfDirectory(atPath: site.poolFolder)) ?? []
                let image = files.first { $0.hasPrefix("image-") }.map { site.poolFolder + "/" + $0 }
                let size =
                    try image.map { try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int ?? 0 } ?? 0
                return size > 16 << 20
            }
            let peak = try await site.server.peakMemory()
            await site.server.kill()
            return peak
        }
    }
}

/// A local file that is opened anew for each look.
private struct LocalFileCopy {
    var path: String
    func file() throws -> LocalFile { try LocalFile(continuing: path) }
}

extension Client {
    func begin(_ name: String, _ file: LocalFile, _ format: Image.Format) async throws -> Image {
        var request = CreateImage(name: name, source: .upload)
        (request.size, request.sha256, request.format) = (file.size, try file.sha256(), format)
        return try await add(request, key: Client.idempotencyKey())
    }
}
