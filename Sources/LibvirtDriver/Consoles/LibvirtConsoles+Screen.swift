import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Pictures

extension LibvirtConsoles: KeyboardDriver {
    /// More than any display takes.
    private static let largest = 128 << 20

    func screenshot(of id: UUID) async throws -> [UInt8] {
        let bytes = try await mappingErrors {
            // The lane of guests' agents: a QEMU that hangs must not hold up changes.
            try await lanes.guests.perform("screenshot", deadline: .seconds(20)) { connection in
                let stream = try connection.stream()
                _ = try connection.domain(id).screenshot(to: stream)
                var picture: [UInt8] = []
                while true {
                    let piece = try stream.receive()
                    guard !piece.isEmpty else { break }
                    picture += piece
                    guard picture.count <= Self.largest else {
                        throw DriverError(.failed, "The picture of the display is too large.")
                    }
                }
                try stream.finish()
                return picture
            }
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return bytes }
        do throws(PictureFault) {
            return try Picture(reading: bytes).png()
        } catch { throw DriverError(.failed, "The host's picture of the display cannot be read: \(error.words).") }
    }

    func press(_ chords: [[UInt32]], on id: UUID) async throws {
        // QEMU plays keys one after the other, some 20 ms each, and forgets those beyond its queue.
        for start in stride(from: 0, to: chords.count, by: 32) {
            let some = Array(chords[start..<min(start + 32, chords.count)])
            try await mappingErrors {
                try await lanes.guests.perform("send keys", deadline: .seconds(15)) { connection in
                    let domain = try connection.domain(id)
                    for chord in some { try domain.press(chord) }
                }
                if start + 32 < chords.count { try await Task.sleep(for: .milliseconds(800)) }
            }
        }
    }
}
