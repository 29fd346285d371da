import Foundation

/// Hosts of libvirt's in-process test driver, each with a node of its own so that tests do not meet.
enum TestNode {
    static let alpha = UUID(uuidString: "11111111-2222-3333-4444-000000000001") ?? UUID()

    /// Lends the address of a host with the domain `alpha`, running, and others.
    static func with<Value>(domains: Int = 1, _ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "node.xml")
        try Data(xml(domains: domains).utf8).write(to: file)
        return try await body("test://\(file.path)")
    }

    static func xml(domains: Int) -> String {
        var xml = """
            <node><cpu><mhz>2000</mhz><model>test-cpu</model><active>8</active><nodes>1</nodes><sockets>2</sockets>
            <cores>2</cores><threads>2</threads><memory>4194304</memory></cpu>
            <network><name>net</name><uuid>11111111-2222-3333-4444-100000000001</uuid><forward mode='nat'/><bridge name='virbr7'/>
            <ip address='192.168.7.1' netmask='255.255.255.0'><dhcp><range start='192.168.7.2' end='192.168.7.9'/></dhcp></ip>
            </network>
            <pool type='dir'><name>pool</name><uuid>11111111-2222-3333-4444-200000000001</uuid>
            <target><path>/pool</path></target></pool>
            """
        xml += domain("alpha", uuid: alpha.uuidString)
        for number in 1..<max(1, domains) { xml += domain("vm\(number)") }
        return xml + "</node>"
    }

    private static func domain(_ name: String, uuid: String? = nil) -> String {
        """
        <domain type='test'><name>\(name)</name>\(uuid.map { "<uuid>\($0)</uuid>" } ?? "")\
        <description>about \(name)</description>\
        <memory>1048576</memory><currentMemory>524288</currentMemory><vcpu>2</vcpu>\
        <os><type arch='i686'>hvm</type></os><devices>\
        <disk type='file' device='disk'><source file='/pool/\(name).img'/><target dev='vda'/></disk>\
        <interface type='network'><source network='net'/><mac address='52:54:00:AA:00:01'/></interface>\
        </devices></domain>
        """
    }
}
