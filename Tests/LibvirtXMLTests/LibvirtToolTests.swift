import Foundation
import LibvirtXML
import Testing

/// What libvirt's own schemas and its test driver say; only where these tools are installed.
@Suite struct LibvirtToolTests {
    @Test(
        .enabled(if: Tool.exists("xmllint") && Tool.hasSchemas),
        arguments: ["domain", "storagevol", "storagepool", "network"])
    func `what we write follows libvirt's schema`(schema: String) throws {
        for element in try Self.written(schema) {
            let answer = try Tool.run(
                "xmllint", ["--noout", "--relaxng", "/usr/share/libvirt/schemas/\(schema).rng", "FILE"],
                try element.xml())
            #expect(answer.status == 0, "\(answer.output)")
        }
    }

    @Test(.enabled(if: Tool.exists("virsh")))
    func `a libvirt that defines our domain tells it back`() throws {
        var domain = DomainDefinition(type: .test, name: "x<&>'\"é", memory: 64 << 20, vcpus: 2)
        domain.description = "a</description><name>evil</name>\n\t&amp; ]]>"
        domain.metadata = [Element("m:x", ["xmlns:m": "urn:m", "v": "a'\"<&"], [Element("m:y", text: "y<&>")])]
        domain.uuid = "6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11"
        let script = "define FILE; dumpxml 6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11"
        let answer = try Tool.run("virsh", ["-q", "-c", "test:///default", script], domain.element().xml())
        let xml = try #require(answer.output.firstRange(of: "<domain").map { String(answer.output[$0.lowerBound...]) })
        let read = try DomainDescription(xml: xml)
        #expect(read.name == domain.name)
        #expect(read.description == domain.description)
        #expect(read.metadata(namespace: "urn:m") == domain.metadata.first.map { Self.indented($0) })
        #expect(read.maximumMemory == 64 << 20 && read.maximumVCPUs == 2)
    }

    private static func written(_ schema: String) throws -> [Element] {
        switch schema {
        case "domain": [try Samples.fullDomain.element(), try windows.element()]
        case "storagevol":
            [
                try VolumeDefinition(
                    name: "a", capacity: 1, format: "qcow2", backing: .init(path: "/b", format: "raw")
                ).element()
            ]
        case "storagepool": [PoolDefinition(name: "a", path: "/a").element()]
        default: [try Samples.network.element(), try NetworkDefinition(name: "i", reach: .isolated).element()]
        }
    }

    /// What Windows and unusual wishes add.
    private static var windows: DomainDefinition {
        var domain = DomainDefinition(type: .kvm, name: "win", memory: 64 << 20, vcpus: 2)
        (domain.hasHyperV, domain.clock, domain.os.firmware) = (true, .localtime, .uefi(secureBoot: true))
        (domain.devices.tpm, domain.devices.hasTablet, domain.devices.hasVirtioSCSI) = (.init(), true, true)
        domain.devices.graphics = [.spice(address: "127.0.0.1")]
        var card = DomainDefinition.Interface(.direct(device: "eth0", mode: "vepa"), mac: "52:54:00:00:00:01")
        (card.filter, card.isLinkUp, card.bootOrder) = ("clean-traffic", false, 1)
        domain.devices.interfaces = [card]
        return domain
    }

    /// libvirt puts elements of metadata on lines of their own.
    private static func indented(_ element: Element) -> Element {
        var element = element
        let children = element.children
        element.children = children.flatMap { [.text("\n      "), $0] } + [.text("\n    ")]
        return element
    }
}

/// Runs a program of the host on a file.
enum Tool {
    static var hasSchemas: Bool { FileManager.default.fileExists(atPath: "/usr/share/libvirt/schemas/domain.rng") }

    static func exists(_ name: String) -> Bool { path(of: name) != nil }

    static func run(_ name: String, _ arguments: [String], _ content: String) throws -> (status: Int32, output: String)
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("xml-\(UUID().uuidString)")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(path(of: name)))
        process.arguments = arguments.map { $0.replacing("FILE", with: file.path) }
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func path(of name: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
