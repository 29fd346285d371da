import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// A pool that runs full: the change fails as `pool-full`, and what it had written is gone.
    @Suite struct FullPools {
        @Test func `creation, upload and move into a pool that runs full fail as full and leave nothing`() async throws
        {
            try await Site.with { site in
                let images = try await Images.folder()
                let name = "noise-\(UUID().uuidString.prefix(8)).raw"
                defer { try? FileManager.default.removeItem(atPath: images + "/" + name) }
                try await Tool.output(
                    "/bin/dd", ["if=/dev/urandom", "of=\(images)/\(name)", "bs=1M", "count=12", "status=none"])
                let folder = site.host.pools + "/\(site.server.folder.suffix(8))-tiny"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try await site.inside("/bin/mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder])
                try await site.server.use { client in
                    try await site.makePool("full", client, at: folder)
                    var image = CreateImage(name: "noise", path: "\(images)/\(name)")
                    image.format = .raw
                    _ = try await client.add(image, key: Client.newKey)
                    var vm = CreateVirtualMachine.blank("large", start: false)
                    (vm.image, vm.clone, vm.pool) = ("noise", .full, "full")
                    let machine = vm
                    let made = try await client.refusal { try await $0.create(machine, key: Client.newKey) }
                    #expect(made?.code == "pool-full" && made?.status == 507, "\(String(describing: made))")
                    #expect(try await Self.files(site, folder) == "")
                    try await Tool.output("/usr/bin/truncate", ["-s", "6M", "\(site.server.folder)/up.raw"])
                    try await Self.upload(site, client, LocalFile(reading: site.server.folder + "/up.raw"), folder)
                    #expect(try await Self.files(site, folder) == "")
                    (vm.name, vm.pool) = ("stays", nil)
                    let disk = "apus-\(try await client.make(vm).id.uuidString.lowercased()).raw"
                    for isRunning in [false, true] {
                        if isRunning {
                            try await client.succeeded(try await client.startVM("stays", key: Client.newKey))
                        }
                        let moved = try await client.refusal {
                            try await $0.moveVolume("apus:\(disk)", MoveVolume(pool: "full"), key: Client.newKey)
                        }
                        #expect(moved?.code == "pool-full" && moved?.status == 507, "\(String(describing: moved))")
                        #expect(try await Self.files(site, folder) == "")
                        #expect(try await site.disks("stays", live: isRunning)["vda"]?.hasSuffix(disk) == true)
                    }
                    #expect(try await client.vm("stays").state == .running)
                    try await client.succeeded(try await client.pool("full", .stop, key: Client.newKey))
                }
                try await site.inside("/bin/umount", [folder])
                #expect(try await Leftovers.find(site, wanted: ["stays"]) == [])
            }
        }

        /// The upload is refused as full; once the image is removed nothing of it is left.
        private static func upload(
            _ site: Site, _ client: Client, _ file: LocalFile, _ folder: String
        ) async throws {
            var request = CreateImage(name: "up", source: .upload)
            (request.size, request.sha256, request.format) = (file.size, try file.sha256(), .raw)
            (request.host, request.pool) = (Site.provider, "full")
            _ = try await client.add(request, key: Client.newKey)
            // There was room when it was announced.
            try await site.inside(
                "/bin/dd", ["if=/dev/zero", "of=\(folder)/filler", "bs=1M", "count=6", "status=none"])
            do {
                _ = try await client.upload(file, to: "up", from: 0) { _ in }
                Issue.record("more was taken than there is room for")
            } catch let problem as Problem {
                #expect(problem.code == "pool-full" && problem.status == 507, "\(problem)")
            }
            #expect(try await client.show(.images, "up", as: Image.self).state != .ready)
            try await site.inside("/bin/rm", [folder + "/filler"])
            try await client.removeImage("up", force: false, key: Client.newKey)
        }

        private static func files(_ site: Site, _ folder: String) async throws -> String {
            let number = try String(contentsOfFile: site.host.folder + "/pid", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            return try await Tool.output("/usr/bin/nsenter", ["-t", number, "-m", "/bin/ls", folder])
        }
    }
}
