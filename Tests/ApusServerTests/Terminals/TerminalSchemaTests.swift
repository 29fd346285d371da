import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What the schemas of terminals and recordings say against what the types encode to.
@Suite struct TerminalSchemaTests {
    @Test func `every type encodes to what its schema says`() throws {
        let settings = VirtualMachineSSH(user: "root", port: 22, key: "lab", password: true, jump: false)
        try agree(RequestSchemas.vmSSH, settings)
        var access = VirtualMachineSSHAccess(settings: settings, user: "root", userSource: .settings, port: 22)
        (access.address, access.jump, access.hostKeys) = ("10.0.0.5", "root@node1", ["SHA256:x"])
        (access.refusedHostKey, access.refusedAt) = ("SHA256:y", Date(timeIntervalSince1970: 1_800_000_000))
        try agree(ResourceSchemas.vmSSHAccess, access)
        try agree(ResourceSchemas.serverSSHKey, ServerSSHKey(publicKey: "ssh-ed25519 AAAA apus"))
        var row = Recording(
            id: UUID(), name: "web1", kind: .ssh, vm: UUID(), vmName: "web1", host: UUID(), hostName: "node1",
            user: "ann",
            started: Date(timeIntervalSince1970: 1_800_000_000), input: false)
        row.number = 1
        try agree(ResourceSchemas.recording, row)
        try agree(
            ResourceSchemas.recordingMatches,
            RecordingMatches(items: [.init(recording: UUID(), at: 1.5, line: "x")], complete: true))
    }

    private func agree(_ schema: Schema, _ sample: some Encodable) throws {
        let faults = try schema.faults(ofSample: sample, complete: true)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
