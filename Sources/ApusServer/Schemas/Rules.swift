import ApusModel
import Schema

extension StringRule {
    /// Names of what Apus makes.
    static let resourceName = StringRule(
        code: "name/grammar", pattern: ResourceName.pattern, message: ResourceName.rule, accepts: ResourceName.isValid)

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
