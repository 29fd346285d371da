import ApusServer
import FoundationEssentials

extension Configuration {
    /// Where the page may be; nil where it is off.
    var pageFolders: [String]? {
        guard flag("page.enabled") else { return nil }
        let named = text("page.folder")
        return named.isEmpty ? Self.standardPageFolders : [named]
    }

    /// Beside the program, in its installation, and where SwiftPM built it.
    private static var standardPageFolders: [String] {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            let slash = program.lastIndex(of: "/")
        else { return [] }
        return ["/web/dist", "/web", "/../share/apus/web", "/../../../web/dist"].map { program[..<slash] + $0 }
    }
}
