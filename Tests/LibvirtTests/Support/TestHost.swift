import Foundation
import Libvirt

/// libvirt's in-process test driver with a node of its own, so that tests do not meet each other.
enum TestHost {
    static let alpha = UUID(uuidString: "11111111-2222-3333-4444-000000000001") ?? UUID()

    @discardableResult
    static func with<Value>(
        domains: Int = 1, _ configuration: HostConnection.Configuration = .init(),
        _ body: (HostConnection) async throws -> Value
    ) async throws -> Value {
        try await TemporaryFolder.with { folder in
            let file = folder.appending(path: "node.xml")
            try Data(node(domains: domains).utf8).write(to: file)
            let host = HostConnection(try LibvirtAddress(parsing: "test://\(file.path)"), configuration)
            do {
                let value = try await body(host)
                await host.shutdown()
                return value
            } catch {
                await host.shutdown()
                throw error
            }
        }
    }

    static func node(domains: Int) -> String {
        var xml = """
            <node><cpu><mhz>2000</mhz><model>test-cpu</model><active>8</active><nodes>1</nodes><sockets>2</sockets>
            <cores>2</cores><threads>2</threads><memory>4194304</memory></cpu>
            <network><name>net</name><uuid>11111111-2222-3333-4444-100000000001</uuid><bridge name='virbr7'/>
            <ip address='192.168.7.1' netmask='255.255.255.0'><dhcp><range start='192.168.7.2' end='192.168.7.9'/></dhcp></ip>
            </network>
            <pool type='dir'><name>pool</name><uuid>11111111-2222-3333-4444-200000000001</uuid>
            <target><path>/pool</path></target></pool>
            """
        xml += domain("alpha", uuid: alpha.uuidString)
        for number in 1..<max(1, domains) { xml += domain("vm\(number)") }
        return xml + "</node>"
    }

    static func domain(_ name: String, uuid: String? = nil) -> String {
        """
        <domain type='test'><name>\(name)</name>\(uuid.map { "<uuid>\($0)</uuid>" } ?? "")\
        <memory>1048576</memory><currentMemory>524288</currentMemory><vcpu>2</vcpu>\
        <os><type arch='i686'>hvm</type></os></domain>
        """
    }
}

enum TemporaryFolder {
    /// A folder that is gone afterwards, whatever happens.
    static func with<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "libvirt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}

/// Checks again and again until it holds or the limit is over.
func eventually(_ limit: Duration = .seconds(60), _ holds: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await holds() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// The threads of this process.
func threadCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
}

/// The open files of this process.
func descriptorCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
}
