import ApusCore
import ApusTesting
import Foundation
import Testing

@testable import DiskConversion

@Suite struct QEMUImageSpoolTests {
    @Test func `without qemu-img the error says what to install, and nothing stays`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = QEMUImageSpool(folder: folder, program: "apus-no-such-program")
        let bytes = [UInt8](ImageFacts.qcow2().header)
        await #expect {
            _ = try await spool.vmdk("a.vmdk", from: Pieces(of: bytes), size: Int64(bytes.count), in: "x")
        } throws: {
            ($0 as? DriverError)?.message.contains("install qemu-utils") == true
        }
        await spool.drop("x")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test func `bytes that name another file are never given to qemu-img`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = QEMUImageSpool(folder: folder, program: "true")
        let bytes = [UInt8](ImageFacts.qcow2(backing: 0x170).header)
        await #expect {
            _ = try await spool.vmdk("a.vmdk", from: Pieces(of: bytes), size: Int64(bytes.count), in: "x")
        } throws: {
            ($0 as? DriverError)?.message.contains("stands alone") == true
        }
    }
}
