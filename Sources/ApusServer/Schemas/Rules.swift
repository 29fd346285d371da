import ApusModel
import Schema

extension StringRule {
    /// Names of what Apus makes.
    static let resourceName = StringRule(
        code: "name/grammar", pattern: ResourceName.pattern, message: ResourceName.rule, accepts: ResourceName.isValid)

    /// One name, or a pattern of several.
    static let machineName = StringRule(
        code: "name/grammar", message: ResourceName.rule + "; with count, it " + NamePattern.rule,
        accepts: { ResourceName.isValid($0) || NamePattern($0) != nil })

    /// A word of the hypervisor's: a model, a machine type, an architecture.
    static let model = StringRule(
        code: "model", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$", message: "must be letters, digits, . _ and -"
    ) { text in
        text.utf8.first.map(isLetterOrDigit) == true
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// A reference by UUID, number or name, as it stands in a body.
    static let reference = StringRule(
        code: "reference", message: "must be a name, a number or a UUID",
        accepts: { !$0.isEmpty && !$0.hasPrefix("-") })
}

extension StringRule {
    /// A folder on a host: absolute and plain.
    static let folder = StringRule(
        code: "path", pattern: "^(/[A-Za-z0-9_+@:,=-][A-Za-z0-9._+@:,=-]*)+$",
        message: "must be an absolute path of plain names, none beginning with a dot"
    ) { text in
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 1, parts.first?.isEmpty == true else { return false }
        return parts.dropFirst().allSatisfy { part in
            guard let first = part.first, first != UInt8(ascii: ".") else { return false }
            return part.allSatisfy(isPlain)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._+@:,=-".utf8.contains(byte)
        }
    }
}

extension Schema {
    static var resourceName: Schema { .string(minLength: 1, maxLength: 63, rule: .resourceName) }
    static var reference: Schema { .string(minLength: 1, maxLength: 255, rule: .reference) }
    static var model: Schema { .string(minLength: 1, maxLength: 64, rule: .model) }
    /// A device of the host, as the kernel names it.
    static var device: Schema { .string(minLength: 1, maxLength: 15, rule: .model) }
    static var uuid: Schema { .string(maxLength: 36, rule: .uuid) }
    static var time: Schema { .string(maxLength: 40, rule: .dateTime) }
    /// Bytes of memory: whole mebibytes up to 64 TiB.
    static var memory: Schema { .integer((1 << 20)...(64 << 40), multipleOf: 1 << 20) }
    /// Bytes of a disk: whole sectors up to 64 TiB.
    static var diskSize: Schema { .integer(512...(64 << 40), multipleOf: 512) }
    static var cpus: Schema { .integer(1...512) }
    /// Any size in an answer.
    static var bytes: Schema { .integer(0...Int64.max) }
    static var words: Schema { .string(maxLength: 65_536, characters: .any) }
}
