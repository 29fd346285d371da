import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// VMDK and VDI on their way in, and machines on their way out.
@Suite(.timeLimit(.minutes(1))) struct ForeignImageTests {
    static func vmdk(capacity: UInt64 = 16, _ text: String = "version=1\nRW 16 SPARSE \"a.vmdk\"\n") -> [UInt8] {
        var bytes = Array("KDMV".utf8) + [1, 0, 0, 0, 3, 0, 0, 0]
        for number in [capacity, 128, 1, 20] { bytes += withUnsafeBytes(of: number.littleEndian) { Array($0) } }
        bytes += [UInt8](repeating: 0, count: 512 - bytes.count)
        return bytes + Array(text.utf8) + [UInt8](repeating: 0, count: 20 * 512)
    }

    static func vdi(kind: UInt8 = 1, parent: UInt8 = 0) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512)
        bytes.replaceSubrange(0x40..<0x48, with: [0x7F, 0x10, 0xDA, 0xBE, 1, 0, 1, 0])
        (bytes[0x4C], bytes[0x171], bytes[0x1B0]) = (kind, 0x20, parent)
        return bytes
    }

    @Test func `a sound head tells the size`() throws {
        for (bytes, format) in [(Self.vmdk(), Image.Format.vmdk), (Self.vdi(), .vdi)] {
            let facts = ImageFacts(virtualSize: 1, header: Data(bytes))
            #expect(try ImageSafety.virtualSize(of: facts, format: format) == 8192)
        }
    }

    static let evil: [(String, [UInt8], Image.Format)] = [
        ("names other files", vmdk(capacity: 0), .vmdk), ("64 TiB", vmdk(capacity: 1 << 60), .vmdk),
        ("64 TiB", vmdk(capacity: .max), .vmdk),
        ("another file", vmdk("version=1\nRW 16 FLAT \"/etc/shadow\" 0\n"), .vmdk),
        ("another file", vmdk("version=1\nRW 16 SPARSE \"/etc/shadow\"\n"), .vmdk),
        ("2 files", vmdk("version=1\nRW 1 SPARSE \"a\"\nRW 1 SPARSE \"b\"\n"), .vmdk),
        ("backing", vmdk("version=1\nparentFileNameHint=\"/etc/shadow\"\nRW 16 SPARSE \"a\"\n"), .vmdk),
        ("cannot be read", vmdk("nonsense"), .vmdk), ("does not begin", vdi(), .vmdk),
        ("does not begin", Array("KDMV".utf8), .vmdk),
        ("VMDK description", Array("# Disk DescriptorFile\nversion=1\n".utf8), .vmdk),
        ("difference", vdi(kind: 4), .vdi), ("difference", vdi(parent: 1), .vdi), ("does not begin", vmdk(), .vdi),
        ("does not begin", Array(vdi().prefix(300)), .vdi),
    ]

    @Test(arguments: evil) func `a foreign disk that reaches outside itself is refused with the reason`(
        _ reason: String, _ bytes: [UInt8], _ format: Image.Format
    ) async {
        let facts = ImageFacts(virtualSize: 1, header: Data(bytes))
        let refusal = await problem { try ImageSafety.virtualSize(of: facts, format: format) }
        #expect(refusal?.status == 422 && refusal?.detail.contains(reason) == true, "\(refusal?.detail ?? "taken")")
    }

    @Test func `a foreign image is not registered by path`() async throws {
        let stage = try await Stage()
        var request = CreateImage(name: "x", path: "/images/debian.qcow2")
        request.format = .vmdk
        let body = request
        let refusal = await problem {
            try await stage.plane.images.add(body, drivers: { try await stage.plane.providers.drivers(for: $0) })
        }
        #expect(refusal?.pointer == "/format")
    }

    @Test func `a machine that runs is not exported, and one that is off goes with its exports`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let running = try stage.vm("web1")
        let refusal = await problem { try await stage.plane.machines.export(running, .init(), .tester) }
        #expect(refusal?.code == "invalid-state" && refusal?.detail.contains("stop it first") == true)
        _ = try await stage.settle(
            try await stage.plane.machines.stop(running, StopVirtualMachine(graceSeconds: 0), .tester))
        let both = await problem {
            try await stage.plane.machines.export(try stage.vm("web1"), .init(format: .ova, disk: "vda"), .tester)
        }
        #expect(both?.pointer == "/disk")
    }
}
