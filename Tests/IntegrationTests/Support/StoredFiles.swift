import Foundation

extension ApusServerProcess {
    /// Every file in the data folder and below, by its path there.
    nonisolated func storedFiles() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: data) {
            let whole = data + "/" + path
            guard try FileManager.default.attributesOfItem(atPath: whole)[.type] as? FileAttributeType == .typeRegular
            else { continue }
            files[path] = try Data(contentsOf: URL(filePath: whole))
        }
        return files
    }
}
