import Crypto
import FoundationEssentials

/// The identity of a snapshot, which libvirt knows by name only: a UUID of version 5 (RFC 9562, section 5.5) made of the
/// domain's UUID as its namespace and the name in UTF-8. The same snapshot has the same id for every reader.
enum SnapshotIdentity {
    static func id(of name: String, in vm: UUID) -> UUID {
        var hash = Insecure.SHA1()
        hash.update(data: withUnsafeBytes(of: vm.uuid) { Array($0) })
        hash.update(data: Array(name.utf8))
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        var id = vm.uuid
        withUnsafeMutableBytes(of: &id) { $0.copyBytes(from: bytes) }
        return UUID(uuid: id)
    }
}
