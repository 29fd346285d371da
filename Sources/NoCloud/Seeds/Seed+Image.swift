import Foundation

extension Seed {
    /// The label by which cloud-init finds its volume.
    public static let volumeLabel = "cidata"

    /// The seed as an ISO 9660 image, ready to be a read-only disk. The same seed and date give the same bytes.
    ///
    /// - Parameter date: what the image says it was made at; whole seconds from 1970 to 2155.
    /// - Throws: `SeedError` with all faults.
    public func image(date: Date) throws(SeedError) -> [UInt8] {
        let files = try files()
        do throws(ISO9660Image.Fault) {
            return try ISO9660Image(volume: Self.volumeLabel, files: files, date: date).bytes()
        } catch {
            throw SeedError(faults: [SeedFault(field: "", rule: .tooLarge, message: error.message)])
        }
    }
}
