import ApusModel

extension Image.Format {
    /// What the ending of a file's name or URL says; nil where it says nothing: the server takes that for qcow2 (`.img` may be either).
    static func ofEnding(_ path: String) -> Image.Format? {
        let name = path.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return [Image.Format.iso, .raw, .vmdk, .vdi].first { name.hasSuffix("." + $0.rawValue) }
    }
}
