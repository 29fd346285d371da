import ApusModel

/// The grammars of what names a device.
public enum DeviceText {
    public static let targetRule = "must be a name such as vdb or sda, of the bus's letters"
    /// For documentation and OpenAPI.
    public static let namePattern = "^[A-Za-z0-9][A-Za-z0-9_.:-]*$"
    public static let nameRule = "must be letters, digits and . _ : -, beginning with a letter or digit"
    public static let volumeRule = "must be pool/volume, two plain names"

    /// Whether it is a target of some bus: two or three letters after `vd`, `sd` or `hd` at most.
    public static func isTarget(_ text: String) -> Bool {
        ["vd", "sd", "hd"].contains { text.hasPrefix($0) } && (3...4).contains(text.utf8.count)
            && text.utf8.dropFirst(2).allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    /// Whether it is a plain name of a host's device, bridge or filter.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "_.:-".utf8.contains($0) }
    }

    /// `pool/volume` of two plain names; nil for anything else, a path above all.
    public static func volume(_ text: String) -> (pool: String, name: String)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ isVolumePart($0) }) else { return nil }
        return (parts[0], parts[1])
    }

    /// The first target of a bus that none of `taken` is: `vda` … `vdz`, `vdaa` … `vdzz`.
    public static func freeTarget(_ prefix: String, _ taken: Set<String>) -> String? {
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        let names = letters + letters.flatMap { first in letters.map { first + $0 } }
        return names.lazy.map { prefix + $0 }.first { !taken.contains($0) }
    }

    private static func isVolumePart(_ text: String) -> Bool {
        guard let first = text.utf8.first, (1...255).contains(text.utf8.count) else { return false }
        return first != UInt8(ascii: ".") && first != UInt8(ascii: "-")
            && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}

extension AttachDisk.Bus {
    /// How the guest's names on this bus begin.
    public var targetPrefix: String { self == .virtio ? "vd" : "sd" }
    /// Whether a running guest can be given a disk on it.
    public var isHotpluggable: Bool { self != .sata }
}
