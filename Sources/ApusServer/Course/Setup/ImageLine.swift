import ApusModel
import Schema

/// An image of the `image_file`: `/full/path/x.img` or `user@ip:/full/path/x.img`.
public struct ImageLine: Hashable, Sendable {
    public var path: String
    /// Where the file lies; nil where any host may have it.
    public var host: String?
    /// The file as scp names it; nil for one of this machine, or of any host.
    public var source: String?

    /// The file's name without its ending, as `image/list` shows it.
    public var name: String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        return String(file[..<dot])
    }

    /// The folder that images may then lie in.
    public var folder: String { "/" + path.split(separator: "/").dropLast().joined(separator: "/") }

    /// What the file may be, the likelier first: `.img` says nothing.
    var formats: [Image.Format] {
        switch path.split(separator: ".").last?.lowercased() {
        case "iso": [.iso]
        case "raw": [.raw]
        case "qcow2": [.qcow2]
        default: [.qcow2, .raw]
        }
    }

    static func parse(_ text: String) -> Result<ImageLine, CourseWords> {
        guard text.utf8.count <= 1024,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return .failure(CourseWords("is longer than 1,024 bytes, or has control characters")) }
        guard let slash = text.firstIndex(of: "/") else { return .failure(none(text)) }
        let (place, path) = (String(text[..<slash]), String(text[slash...]))
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.count > 1, parts.allSatisfy({ !["", ".", ".."].contains($0) }), !path.contains(",") else {
            return .failure(CourseWords("\(Echo.quoted(path)) is no full and plain path beneath a folder"))
        }
        if place.isEmpty { return .success(ImageLine(path: path)) }
        guard place.hasSuffix(":"), let (user, host) = UserAtHost.parse(String(place.dropLast())) else {
            return .failure(none(text))
        }
        if UserAtHost.isLocal(host) { return .success(ImageLine(path: path, host: "localhost")) }
        let authority = (user.map { $0 + "@" } ?? "") + (host.contains(":") ? "[\(host)]" : host)
        return .success(ImageLine(path: path, host: host, source: "\(authority):\(path)"))
    }

    private static func none(_ text: String) -> CourseWords {
        CourseWords("\(Echo.quoted(text)) is neither a full path nor user@address:/path")
    }
}
