import Foundation
import OVF
import Testing

@Suite struct TarTests {
    @Test(arguments: [0, 1, 511, 512, 513, 8_589_934_591, 8_589_934_592, Int64(1) << 42])
    func `a header reads back the same, also of more than 8 GiB`(_ size: Int64) throws {
        let header = TarHeader(name: "disk-1.vmdk", size: size)
        #expect(try TarHeader(block: header.block()) == header)
        #expect((size + header.padding) % 512 == 0 && header.padding < 512)
    }

    @Test func `tar itself reads what is written`() throws {
        let content = Array("hello".utf8)
        let header = TarHeader(name: "a.txt", size: 5)
        let padding = [UInt8](repeating: 0, count: Int(header.padding))
        let file = FileManager.default.temporaryDirectory.appending(path: "apus-tar-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(try header.block() + content + padding + TarHeader.end).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/tar")
        process.arguments = ["-xOf", file.path, "a.txt"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && text == Data(content))
    }

    @Test func `zeros end an archive`() throws {
        #expect(try TarHeader(block: [UInt8](repeating: 0, count: 512)) == nil)
    }

    @Test(arguments: ["../x", "/etc/passwd", "a/b", ".x", "", "a\u{1b}b", "a\\b"])
    func `names that are not plain are refused both ways`(_ name: String) throws {
        #expect(throws: OVFError.self) { try TarHeader(name: name, size: 1).block() }
        var block = try TarHeader(name: "placeholder-name", size: 1).block()
        block.replaceSubrange(0..<100, with: Array(name.utf8) + [UInt8](repeating: 0, count: 100 - name.utf8.count))
        #expect(throws: OVFError.self) { try TarHeader(block: Self.summed(block)) }
    }

    @Test func `links, broken sums and short blocks are refused`() throws {
        var link = try TarHeader(name: "x", size: 0).block()
        link[156] = UInt8(ascii: "2")
        #expect(throws: OVFError.self) { try TarHeader(block: Self.summed(link)) }
        var broken = try TarHeader(name: "x", size: 0).block()
        broken[0] = UInt8(ascii: "y")
        #expect(throws: OVFError.self) { try TarHeader(block: broken) }
        #expect(throws: OVFError.self) { try TarHeader(block: [1, 2, 3]) }
    }

    private static func summed(_ block: [UInt8]) -> [UInt8] {
        var block = block
        block.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = block.reduce(0) { $0 + Int($1) }
        let text = String(sum, radix: 8)
        let field = String(repeating: "0", count: 6 - text.count) + text + "\u{0} "
        block.replaceSubrange(148..<156, with: Array(field.utf8))
        return block
    }
}
