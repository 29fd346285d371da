import Schema
import Yams

/// Whether a guest's cloud-init can read the YAML it is sent: a fault found here is one line of an answer, and one found there a
/// guest that nobody can log in to. Texts are never repeated, since they may hold secrets.
enum CloudInitYAML {
    /// The rule of a body with raw documents. What is no `#cloud-config` is the guest's own matter.
    static let rule = ObjectRule(
        "userData and vendorData that begin with #cloud-config, and networkConfig, are maps of YAML."
    ) { body in
        ["userData", "vendorData", "networkConfig"].compactMap { name in
            guard let text = body[name]?.stringValue, name == "networkConfig" || isCloudConfig(text) else { return nil }
            return fault(in: text).map { Fault(pointer: "/\(name)", code: "cloud-init/yaml", message: $0) }
        }
    }

    /// What is wrong and where; nil for one map, or nothing at all.
    static func fault(in text: String) -> String? {
        guard aliases(in: text) <= maxAliases else {
            return "must have at most \(maxAliases) aliases (*name): write out what they stand for"
        }
        do {
            guard let root = try compose(yaml: text) else { return nil }
            if case .mapping = root { return nil }
            return "must be a map of keys, such as “packages: [vim]”"
        } catch let error as YamlError {
            return "must be YAML: " + phrase(of: error)
        } catch {
            return "must be YAML"
        }
    }

    /// What aliases stand for is looked at once for each of them, and each may double it: 2^8 times the text is bearable.
    private static let maxAliases = 8

    /// Places that may be aliases (YAML 1.2, section 7.1), also those in comments and quoted texts; none without an anchor, for
    /// an alias of nothing is an error.
    private static func aliases(in text: String) -> Int {
        var (anchors, aliases) = (0, 0)
        var before: UInt8 = 0x20
        var mark: UInt8?
        for byte in text.utf8 {
            if let found = mark, isNameByte(byte) {
                if found == UInt8(ascii: "&") { anchors += 1 } else { aliases += 1 }
            }
            mark = (byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*")) && beginsNode(after: before) ? byte : nil
            before = byte
        }
        return anchors == 0 ? 0 : aliases
    }

    /// White space, an indicator, or the end of a line break or mark beyond ASCII.
    private static func beginsNode(after byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x80 || "[]{},:?\"'".utf8.contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isCloudConfig(_ text: String) -> Bool {
        let word = "#cloud-config".unicodeScalars
        guard text.unicodeScalars.starts(with: word) else { return false }
        return text.unicodeScalars.dropFirst(word.count).first?.properties.isWhitespace ?? true
    }

    /// The reader's own words, which hold nothing of the text, and the place.
    private static func phrase(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem) (line \(mark.line), column \(mark.column))"
        case .duplicatedKeysInMapping(_, let context): "a key stands twice (first in line \(context.mark.line))"
        case .reader(let problem, _, _, _): problem
        case .memory: "it is nested too deeply"
        default: "it cannot be read"
        }
    }
}
