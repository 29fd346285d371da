import ApusModel
import LibvirtXML

extension DiskLimits {
    /// libvirt's names of the limits (`VIR_DOMAIN_BLOCK_IOTUNE_…`); a burst is the same with `_max`.
    private static var names: [(String, any WritableKeyPath<DiskLimits, Int64?> & Sendable)] {
        [
            ("total_bytes_sec", \.bytesPerSecond), ("read_bytes_sec", \.readBytesPerSecond),
            ("write_bytes_sec", \.writeBytesPerSecond), ("total_iops_sec", \.operationsPerSecond),
            ("read_iops_sec", \.readOperationsPerSecond), ("write_iops_sec", \.writeOperationsPerSecond),
            ("total_bytes_sec_max", \.bytesPerSecondBurst), ("read_bytes_sec_max", \.readBytesPerSecondBurst),
            ("write_bytes_sec_max", \.writeBytesPerSecondBurst), ("total_iops_sec_max", \.operationsPerSecondBurst),
            ("read_iops_sec_max", \.readOperationsPerSecondBurst),
            ("write_iops_sec_max", \.writeOperationsPerSecondBurst),
        ]
    }

    /// nil where there are none.
    init?(_ tune: IOTune) {
        self.init()
        for (name, field) in Self.names { self[keyPath: field] = tune[name] }
        if self == DiskLimits() { return nil }
    }

    /// All limits as libvirt takes them, with those that are absent set to none.
    static func all(_ tune: IOTune) -> [String: UInt64] {
        Dictionary(names.map { ($0.0, UInt64(clamping: tune[$0.0] ?? 0)) }) { $1 }
    }

    /// What is asked for laid over what there is. libvirt takes a limit of both ways or one of each, and no burst without its
    /// limit: what is newly asked for drives the other out.
    func native(over present: IOTune) -> [String: UInt64] {
        var merged = present
        for (name, field) in Self.names { if let asked = self[keyPath: field] { merged[name] = asked } }
        for unit in ["bytes_sec", "iops_sec"] { exclude(unit, &merged) }
        for (name, _) in Self.names where name.hasSuffix("_max") && (merged[String(name.dropLast(4))] ?? 0) == 0 {
            merged[name] = nil
        }
        return Self.all(merged)
    }

    private func exclude(_ unit: String, _ merged: inout IOTune) {
        let asked = Self.names.filter { (self[keyPath: $0.1] ?? 0) > 0 }.map(\.0)
        let (total, parts) = ("total_\(unit)", ["read_\(unit)", "write_\(unit)"])
        if asked.contains(total) {
            for part in parts { merged[part] = nil }
        } else if asked.contains(where: parts.contains) {
            merged[total] = nil
        }
    }
}
