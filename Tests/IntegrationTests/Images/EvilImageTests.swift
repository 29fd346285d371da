import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Images that reach for what is not theirs, or are broken, in every way we know, by path and by upload.
    @Suite struct EvilImages {
        private static let canary = "canary-\(UUID().uuidString)"

        @Test func `no evil image is taken, no file of it stays, and no secret comes out`() async throws {
            try await Site.with { site in
                let folder = try await Images.folder() + "/evil"
                try await Corpus.make(in: folder, secret: Self.canary)
                try await site.server.use { client in
                    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                        let path = folder + "/" + name
                        let format: Image.Format = name.hasSuffix(".qcow2") ? .qcow2 : .raw
                        #expect(try await byPath(path, format, client) == 422, "\(name) by path")
                        // A link on the client's side is the client's own matter.
                        let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
                        if kind == .typeRegular {
                            let file = try LocalFile(reading: path)
                            #expect(try await byUpload(file, format, client) == 422, "\(name) by upload")
                        }
                    }
                    #expect(try await client.list(.images).total == 2, "only those of the site")
                }
                let left = (try? FileManager.default.contentsOfDirectory(atPath: site.poolFolder)) ?? []
                #expect(left == [])
                #expect(!site.server.logText.contains(Self.canary))
                try FileManager.default.removeItem(atPath: folder)
            }
        }

        /// The status of the refusal; nil for none.
        private func byPath(_ path: String, _ format: Image.Format, _ client: Client) async throws -> Int? {
            var request = CreateImage(name: "evil", path: path)
            request.format = format
            return try await status { _ = try await client.add(request, key: Client.idempotencyKey()) }
        }

        private func byUpload(_ file: LocalFile, _ format: Image.Format, _ client: Client) async throws -> Int? {
            try await status {
                let image = try await client.begin("evil", file, format)
                _ = try await client.upload(file, to: image.name, from: 0) { _ in }
            }
        }

        private func status(_ body: () async throws -> Void) async throws -> Int? {
            do {
                try await body()
                return nil
            } catch let problem as Problem {
                #expect(!"\(problem)".contains(Self.canary))
                return problem.status
            }
        }
    }
}

/// Evil images, made by qemu-img and by hand.
private enum Corpus {
    static func make(in folder: String, secret: String) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let hidden = folder + "-secret"
        try Data(secret.utf8 + Array(repeating: 0, count: 65_536)).write(to: URL(filePath: hidden))
        try await create("backing.qcow2", ["-f", "qcow2", "-b", hidden, "-F", "raw"], folder, "64k")
        try FileManager.default.copyItem(atPath: folder + "/backing.qcow2", toPath: folder + "/probe.raw")
        let data = hidden + "-data"
        try await create("data.qcow2", ["-f", "qcow2", "-o", "data_file=\(data),data_file_raw=on"], folder, "64k")
        for format in ["vmdk", "vdi", "vhdx", "vpc"] {
            try await create("\(format).raw", ["-f", format], folder, "8M")
        }
        try await create("descriptor.raw", ["-f", "vmdk", "-o", "subformat=monolithicFlat"], folder, "1M")
        try? FileManager.default.removeItem(atPath: folder + "/descriptor-flat.raw")
        try await makeBroken(folder)
        try makeStrange(folder, hidden)
    }

    private static func create(_ name: String, _ options: [String], _ folder: String, _ size: String) async throws {
        try await Tool.output("/usr/bin/qemu-img", ["create", "-q"] + options + ["\(folder)/\(name)", size])
    }

    /// A sound file with one number changed; offsets of QEMU's `docs/interop/qcow2.txt`.
    private static func makeBroken(_ folder: String) async throws {
        try await create("good.qcow2", ["-f", "qcow2"], folder, "1M")
        let path = URL(filePath: folder + "/good.qcow2")
        let good = Array(try Data(contentsOf: path))
        try FileManager.default.removeItem(at: path)
        let l1 = good[40..<48].reduce(0) { $0 << 8 | Int($1) }
        let changes: [(String, Int, [UInt8])] = [
            ("huge", 24, [0, 0x20, 0, 0, 0, 0, 0, 0]), ("clusters", 20, [0, 0, 0, 40]),
            ("l1-size", 36, [0xFF, 0xFF, 0xFF, 0xFF]), ("l1-offset", 40, [0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0]),
            ("l1-entry", l1, [0x80, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0]), ("corrupt", 79, [2]), ("unknown", 72, [1]),
            ("refcount-offset", 48, [0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0]),
            ("refcount-size", 56, [0xFF, 0xFF, 0xFF, 0xFF]), ("snapshots", 60, [0xFF, 0xFF, 0xFF, 0xFF]),
            ("version", 4, [0, 0, 0, 9]), ("luks", 32, [0, 0, 0, 2]),
        ]
        for (name, offset, bytes) in changes {
            var broken = good
            broken.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            try Data(broken).write(to: URL(filePath: "\(folder)/\(name).qcow2"))
        }
        try Data(good.prefix(100)).write(to: URL(filePath: folder + "/short.qcow2"))
        let luks = Array("LUKS".utf8) + [0xBA, 0xBE, 0, 1] + Array(repeating: 0, count: 4096)
        try Data(luks).write(to: URL(filePath: folder + "/luks.raw"))
        try Data().write(to: URL(filePath: folder + "/empty.raw"))
    }

    private static func makeStrange(_ folder: String, _ hidden: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/link.raw", withDestinationPath: hidden)
        try FileManager.default.createSymbolicLink(atPath: folder + "/dangling.raw", withDestinationPath: "/none")
        try FileManager.default.createDirectory(atPath: folder + "/folder.raw", withIntermediateDirectories: true)
        mkfifo(folder + "/fifo.raw", 0o600)
        mknod(folder + "/device.raw", S_IFBLK | 0o600, dev_t(7 << 8 | 99))
    }
}
