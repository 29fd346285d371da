import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct UploadTests {
    private let bytes = Array(ImageFacts.qcow2().header)

    private func request(_ name: String = "up", sum: String? = nil, family: String? = nil) -> CreateImage {
        var request = CreateImage(name: name, source: .upload)
        (request.size, request.sha256, request.family) = (Int64(bytes.count), sum, family)
        return request
    }

    private func upload(_ stage: Stage, _ request: CreateImage) async throws -> Image {
        let begun = try await stage.plane.images.beginUpload(request)
        return try await stage.plane.images.append(Pieces(of: bytes), to: begun, at: 0, isLast: false)
    }

    @Test func `an upload in two pieces is checked at its end and ready`() async throws {
        let stage = try await Stage()
        let images = stage.plane.images
        let begun = try await images.beginUpload(request(sum: FakeHost.digest(of: bytes)))
        #expect(begun.state == .uploading && begun.expiresAt != nil)
        let half = try await images.append(Pieces(of: Array(bytes.prefix(50))), to: begun, at: 0, isLast: false)
        #expect(half.state == .uploading)
        #expect(try await images.upload(half).offset == 50)
        let wrong = await problem { try await images.append(Pieces(of: bytes), to: half, at: 0, isLast: false) }
        #expect(wrong?.code == "conflict")
        let whole = try await images.append(Pieces(of: Array(bytes.dropFirst(50))), to: half, at: 50, isLast: false)
        #expect(whole.state == .ready && whole.virtualSize == 1 << 30 && whole.sha256 == FakeHost.digest(of: bytes))
        #expect(whole.path == whole.copies.first?.path && whole.expiresAt == nil)
    }

    @Test func `a cut upload keeps what came`() async throws {
        let stage = try await Stage()
        let begun = try await stage.plane.images.beginUpload(request())
        let cut = Pieces(of: Array(bytes.prefix(64)), failure: DriverError(.failed, "cut"))
        let error = await problem { try await stage.plane.images.append(cut, to: begun, at: 0, isLast: false) }
        #expect(error != nil)
        #expect(try await stage.plane.images.upload(begun).offset == 64)
    }

    @Test func `a file with another checksum, or that is not safe, is refused and removed`() async throws {
        let stage = try await Stage()
        let other = String(repeating: "1", count: 64)
        let sum = await problem { try await upload(stage, request(sum: other)) }
        #expect(sum?.errors?.first?.code == "sha256/mismatch")
        var raw = request("evil")
        raw.format = .raw
        let evil = await problem { try await upload(stage, raw) }
        #expect(evil?.errors?.first?.code == "image/unsafe")
        #expect(stage.estate.images.rows().map(\.name) == ["debian"])
        #expect(stage.host.world.other.isEmpty)
    }

    @Test func `more bytes than were announced are refused`() async throws {
        let stage = try await Stage()
        let begun = try await stage.plane.images.beginUpload(request())
        let error = await problem {
            try await stage.plane.images.append(Pieces(of: bytes + [0]), to: begun, at: 0, isLast: false)
        }
        #expect(error?.code == "too-large")
    }

    @Test func `an upload that nobody finished is removed after its time`() async throws {
        let stage = try await Stage()
        var settings = Images.Settings()
        settings.uploadLife = -1
        let images = Images(
            store: stage.store, estate: stage.estate, rule: .init(directories: []), settings: settings,
            ledger: stage.plane.images.ledger, operations: stage.plane.operations, drivers: stage.plane.images.drivers)
        _ = try await images.beginUpload(request())
        await images.expire(on: stage.host.id)
        #expect(stage.estate.images.rows().map(\.name) == ["debian"])
        #expect(stage.host.world.other.isEmpty)
    }

    @Test func `a family gives its newest version`() async throws {
        let stage = try await Stage()
        for name in ["deb-1", "deb-2"] { _ = try await upload(stage, request(name, family: "deb")) }
        _ = try await stage.plane.images.beginUpload(request("deb-3", family: "deb"))
        #expect(try stage.estate.image("deb").name == "deb-2")
        #expect(stage.estate.images.rows().compactMap(\.version).sorted() == [1, 2, 3])
        var machine = stage.request("web2")
        machine.image = "deb"
        #expect(try await stage.create(machine).state == .succeeded)
        #expect(try stage.vm("web2").image == "deb-2")
    }

    @Test func `a machine on another host gets a copy first, and the next one uses it`() async throws {
        let (one, two) = (FakeHost("node1"), FakeHost("node2"))
        let stage = try await Stage([one, two])
        var place = request()
        place.host = "node1"
        _ = try await upload(stage, place)
        for name in ["web1", "web2"] {
            var machine = stage.request(name)
            (machine.image, machine.host) = ("up", "node2")
            #expect(try await stage.create(machine).state == .succeeded)
        }
        let image = try stage.estate.image("up")
        let copy = try #require(image.copy(on: two.id))
        #expect(two.bytes(of: copy.name) == bytes)
        #expect(two.calls.filter { $0 == "write" }.count == 1)
    }

    @Test func `an image in use is not removed, and by force its used files stay`() async throws {
        let stage = try await Stage()
        let image = try await upload(stage, request())
        var machine = stage.request("web1")
        machine.image = "up"
        try await stage.create(machine)
        stage.host.relist()
        #expect(await eventually { stage.estate.images.row(image.id)?.usedBy == ["web1"] })
        let images = stage.plane.images
        #expect(await problem { try await images.remove(image, force: false) }?.code == "conflict")
        #expect(try await images.removal(of: image).keeps.count == 1)
        try await images.remove(image, force: true)
        #expect(stage.estate.images.row(image.id) == nil)
        let name = try #require(image.copies.first).name
        #expect(stage.host.bytes(of: name) == bytes)
    }

    @Test func `an image that nobody uses goes with its file`() async throws {
        let stage = try await Stage()
        let image = try await upload(stage, request())
        try await stage.plane.images.remove(image, force: false)
        #expect(stage.host.world.other.isEmpty && stage.estate.images.row(image.id) == nil)
    }

    @Test func `a volume in use takes no bytes`() async throws {
        let stage = try await Stage()
        let image = try await upload(stage, request())
        let name = try #require(image.copies.first).name
        let volumes = VolumeContents(estate: stage.estate) { _ in stage.host }
        let host = try #require(stage.estate.hosts.row(stage.host.id))
        let error = await problem { try await volumes.write(Pieces(of: [1]), length: 1, to: name, on: host, at: 0) }
        #expect(error?.code == "conflict")
    }
}
