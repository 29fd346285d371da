import ApusModel

/// Which paths may be images: absolute, plain, and beneath a directory that the configuration names.
public struct ImagePathRule: Sendable {
    public var directories: [String]

    public init(directories: [String]) { self.directories = directories }

    /// - Throws: a ``Problem`` `invalid` that names the rule.
    public func check(_ path: String) throws {
        if let message = fault(of: path) {
            throw Problem(
                .invalid, "The image path is not allowed: \(message).",
                errors: [.init(pointer: "/path", code: "path/not-allowed", message: message)])
        }
    }

    private func fault(of path: String) -> String? {
        guard path.hasPrefix("/") else { return "must be an absolute path" }
        guard path.utf8.count <= 1024 else { return "must be at most 1,024 bytes" }
        guard !path.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return "must hold no control characters"
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("%") }) else {
            return "must be plain: no empty, “.”, “..” or “%” parts"
        }
        guard directories.contains(where: { path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }) else {
            return "must lie beneath one of \(directories.joined(separator: ", ")) (setting images.directories)"
        }
        return nil
    }
}
