import ApusCore
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Makes a disk larger: through the running guest's QEMU, or in its pool.
    func grow(disk target: String, to bytes: Int64, of id: UUID) throws {
        let domain = try domain(id)
        let wanted = UInt64(clamping: bytes)
        let present = try domain.blockInfo(target).capacity
        if present == wanted { return }
        guard present < wanted else {
            throw DriverError(
                .unsupported, "The disk \(target) has \(present) bytes; disks are not made smaller.")
        }
        guard try !domain.isActive() else { return try domain.blockResize(target, bytes: wanted) }
        let tree = try XMLTree.parse(try domain.xml(.inactive), root: "domain")
        guard let path = tree.device(.disk(target: target)).flatMap({ ImageSource(in: $0).path }) else {
            throw DriverError(.unsupported, "The disk \(target) is no file of the host.")
        }
        try volume(path: path).resize(capacity: wanted)
    }
}
