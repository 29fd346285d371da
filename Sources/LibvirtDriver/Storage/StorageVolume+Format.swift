import ApusCore
import Libvirt
import LibvirtXML

extension StorageVolume {
    /// Refuses a source of a copy that is not what its machine says.
    ///
    /// The host reads a file as what it found in its head, which a guest can write in a raw disk; a copy would hold what that head names.
    /// - Parameter format: the driver's word, as in `<driver type='raw'/>`.
    borrowing func require(_ format: String) throws {
        let found = try info().kind == .block ? "raw" : VolumeDescription(xml: xml()).format ?? "raw"
        guard found == format || (format == "raw" && found == "iso") else {
            throw DriverError(
                .refused, "The volume \(try name()) is \(format), but begins like \(found); copying it is not safe.")
        }
    }
}
