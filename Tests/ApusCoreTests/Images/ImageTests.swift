import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct ImageTests {
    private let rule = ImagePathRule(directories: ["/images", "/srv/more/"])

    @Test(arguments: ["/images/a.qcow2", "/images/deep/a.qcow2", "/srv/more/a b.raw", "/images/é.qcow2", "/images/..a"])
    func `a plain path beneath an image directory is allowed`(_ path: String) throws {
        try rule.check(path)
    }

    @Test(arguments: [
        "", "a.qcow2", "images/a.qcow2", "/", "/images", "/images/", "/images//a", "/images/./a",
        "/images/../etc/passwd",
        "/images/a/..", "/images/%2e%2e%2fetc", "/images/a%00", "/imagesque/a.qcow2", "/etc/shadow", "/dev/sda",
        "/proc/self/environ", "/srv/more", "/images/a\u{0}b", "/images/a\nb", "/images/a\u{7F}", "json:{\"file\":1}",
        "nbd://host/disk", "http://host/a.qcow2", "file:///images/a.qcow2",
        "/images/" + String(repeating: "a", count: 1024),
    ])
    func `any other path is refused`(_ path: String) async {
        let refusal = await problem { try rule.check(path) }
        #expect(refusal?.status == 422 && refusal?.pointer == "/path")
    }

    @Test func `without image directories no path is allowed`() async {
        #expect(await problem { try ImagePathRule(directories: []).check("/images/a.qcow2") }?.status == 422)
    }

    @Test(arguments: [2, 3] as [UInt32]) func `a plain qcow2 image tells its size`(_ version: UInt32) throws {
        let facts = ImageFacts.qcow2(size: 5 << 30, version: version)
        #expect(try ImageSafety.virtualSize(of: facts, format: .qcow2) == 5 << 30)
    }

    static let evil: [(String, ImageFacts, Image.Format)] = [
        ("backing file", .qcow2(backing: 0x170), .qcow2),
        ("another file", .qcow2(features: 0b100), .qcow2),
        ("encrypted", .qcow2(encryption: 1), .qcow2),
        ("encrypted", .qcow2(encryption: 2), .qcow2),
        ("begins like a qcow2", .qcow2(), .raw),
        ("does not begin like one", ImageFacts(virtualSize: 1 << 30, header: Data(repeating: 0, count: 112)), .qcow2),
        ("does not begin like one", ImageFacts(virtualSize: 1 << 30, header: Data("KDMV".utf8)), .qcow2),
        ("does not begin like one", ImageFacts(virtualSize: 1 << 30, header: Data("QFI".utf8)), .qcow2),
        ("does not begin like one", ImageFacts(virtualSize: 1 << 30, header: Data()), .qcow2),
        ("does not begin like one", .qcow2(version: 4), .qcow2),
        ("does not begin like one", ImageFacts(virtualSize: 1, header: ImageFacts.qcow2().header.prefix(35)), .qcow2),
        ("corrupt", .qcow2(features: 0b10), .qcow2),
        ("not known", .qcow2(features: 1 << 40), .qcow2),
        ("VMDK", ImageFacts(virtualSize: 1 << 30, header: Data("KDMV".utf8)), .raw),
        ("VMDK", ImageFacts(virtualSize: 1 << 30, header: Data("# Disk DescriptorFile\n".utf8)), .raw),
        ("VMDK", ImageFacts(virtualSize: 1 << 30, header: Data("# x\n\nversion=1\n".utf8)), .raw),
        ("VHDX", ImageFacts(virtualSize: 1 << 30, header: Data("vhdxfile".utf8)), .raw),
        ("VDI", ImageFacts(virtualSize: 1 << 30, header: Data(count: 64) + Data([0x7F, 0x10, 0xDA, 0xBE])), .raw),
        ("LUKS", ImageFacts(virtualSize: 1 << 30, header: Data("LUKS".utf8) + Data([0xBA, 0xBE])), .raw),
        ("no ISO 9660", ImageFacts(virtualSize: 1 << 30, header: Data(count: 65_536)), .iso),
        ("malformed", whole(.qcow2()), .qcow2),
        ("size", .qcow2(size: 8 << 50), .qcow2),
        ("size", .qcow2(size: .max), .qcow2),
        ("size", .qcow2(size: 0), .qcow2),
        ("size", ImageFacts(virtualSize: -1, header: Data(count: 112)), .raw),
        ("size", ImageFacts(virtualSize: 0, header: Data()), .raw),
    ]

    /// With the size of a file, the tables are looked at too: these have none.
    private static func whole(_ facts: ImageFacts) -> ImageFacts {
        var facts = facts
        facts.fileSize = 196_624
        return facts
    }

    @Test(arguments: evil) func `an image that reaches outside itself, or is none, is refused with the reason`(
        _ reason: String, _ facts: ImageFacts, _ format: Image.Format
    ) async {
        let refusal = await problem { try ImageSafety.virtualSize(of: facts, format: format) }
        #expect(refusal?.status == 422 && refusal?.errors?.first?.code == "image/unsafe")
        #expect(refusal?.detail.contains(reason) == true)
    }

    @Test func `every prefix of a header is read without a trap`() {
        let header = ImageFacts.qcow2(features: 0b100).header
        for length in 0...header.count {
            let read = QCOW2Header(header.prefix(length))
            #expect((read == nil) == (length < 36))
        }
        #expect(QCOW2Header(header.dropFirst(0))?.hasExternalData == true)
        #expect(QCOW2Header((Data([1]) + header).dropFirst())?.virtualSize == 1 << 30)
    }

    @Test func `an image is registered once a host shows the file, and refused where none has it`() async throws {
        let stage = try await Stage()
        let drivers = stage.plane.providers
        #expect(stage.estate.images.rows().first?.virtualSize == 1 << 30)
        let missing = await problem {
            try await stage.plane.images.add(
                CreateImage(name: "x", path: "/images/x.qcow2"), drivers: { try await drivers.drivers(for: $0) })
        }
        #expect(missing?.errors?.first?.code == "path/not-found" && missing?.detail.contains("node1") == true)
        let twin = await problem {
            try await stage.plane.images.add(
                CreateImage(name: "DEBIAN", path: "/images/debian.qcow2"),
                drivers: { try await drivers.drivers(for: $0) })
        }
        #expect(twin?.code == "name-taken")
    }
}
