import ApusClient
import Foundation
import OVF
import Testing

@testable import ApusCommands

/// Packages that are sound, and those that are made to harm.
@Suite struct PackageTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/apus-package-\(UUID().uuidString)"
    private static let disk = Array("KDMV".utf8) + [UInt8](repeating: 7, count: 700)

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private static func descriptor(_ file: String = "a.vmdk") throws -> [UInt8] {
        let appliance = Appliance(
            name: "box", cpus: 2, memory: 1 << 30, disks: [.init(file: file, capacity: 1 << 20)],
            nics: [.init(network: "lan")])
        return Array(try appliance.descriptor(sizes: [:]).utf8)
    }

    /// A header that our own writer would refuse is made by hand.
    private static func member(_ name: String, _ bytes: [UInt8], type: UInt8 = UInt8(ascii: "0")) throws -> [UInt8] {
        let plain = TarHeader(name: String(repeating: "x", count: name.utf8.count), size: Int64(bytes.count))
        var block = try plain.block()
        block.replaceSubrange(0..<name.utf8.count, with: name.utf8)
        block[156] = type
        block.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        block.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ").utf8))
        return block + bytes + [UInt8](repeating: 0, count: Int(plain.padding))
    }

    private func read(_ archive: [UInt8]) throws -> MachinePackage {
        let path = folder + "/box.ova"
        try Data(archive).write(to: URL(filePath: path))
        return try MachinePackage(path, format: nil)
    }

    private func refusal(_ archive: [UInt8]) -> String? {
        do {
            _ = try read(archive)
            return nil
        } catch { return (error as? ClientError)?.message ?? "\(error)" }
    }

    @Test func `a sound archive gives the machine and the bytes of its disk`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let parts = try Self.member("box.ovf", Self.descriptor()) + Self.member("a.vmdk", Self.disk)
        let package = try read(parts + TarHeader.end)
        #expect(package.appliance?.cpus == 2 && package.disks.first?.format == .vmdk)
        #expect(package.disks.first?.bus == .sata)
        #expect(try package.disks.first?.file?.bytes(at: 0, count: 10_000) == Self.disk)
    }

    @Test func `every evil archive is refused in words`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (ovf, disk) = (try Self.member("box.ovf", Self.descriptor()), try Self.member("a.vmdk", Self.disk))
        var bomb = try Self.member("a.vmdk", Self.disk)
        bomb = try TarHeader(name: "a.vmdk", size: 1 << 50).block() + bomb.dropFirst(512)
        let wrong = Array("SHA256(a.vmdk)= \(String(repeating: "0", count: 64))\n".utf8)
        let evil: [(String, [UInt8])] = [
            ("plain name", try ovf + Self.member("../x", [1]) + disk + TarHeader.end),
            ("plain name", try ovf + Self.member("/etc/passwd", [1]) + disk + TarHeader.end),
            ("plain files", try ovf + Self.member("a.vmdk", [], type: UInt8(ascii: "2")) + TarHeader.end),
            ("2 descriptors", try ovf + Self.member("two.ovf", Self.descriptor()) + disk + TarHeader.end),
            ("0 descriptors", disk + TarHeader.end),
            ("is missing", ovf + TarHeader.end),
            ("twice", ovf + disk + disk + TarHeader.end),
            ("in the middle", ovf + disk.prefix(800)),
            ("in the middle", ovf + disk),
            ("in the middle of a.vmdk", ovf + bomb + TarHeader.end),
            ("manifest says", try ovf + Self.member("box.mf", wrong) + disk + TarHeader.end),
            ("plain name", try Self.member("box.ovf", Self.descriptor("../../etc/shadow")) + TarHeader.end),
            ("other files", try ovf + Self.member("a.vmdk", Array("# Disk DescriptorFile\n".utf8)) + TarHeader.end),
        ]
        for (reason, archive) in evil {
            let words = refusal(archive)
            #expect(words?.contains(reason) == true, "\(reason): \(words ?? "taken")")
        }
    }

    @Test func `a raw disk must be named as one`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a.img"
        try Data(count: 4096).write(to: URL(filePath: path))
        #expect {
            try MachinePackage(path, format: nil)
        } throws: {
            ($0 as? ClientError)?.message.contains("--format raw") == true
        }
        #expect(try MachinePackage(path, format: .raw).disks.count == 1)
    }
}
