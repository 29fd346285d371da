import ApusModel
import Foundation

/// Rows that are put into the inventory by hand.
enum Rows {
    /// `vm-0`, `vm-1`, … with differing memory, every third running.
    static func machines(_ count: Int, on host: UUID) -> [VirtualMachine] {
        (0..<count).map { machine($0, on: host) }
    }

    static func machine(_ index: Int, on host: UUID) -> VirtualMachine {
        let id = UUID(uuidString: "00000000-0000-4000-8000-\(String(format: "%012x", index))") ?? UUID()
        var row = VirtualMachine(
            id: id, name: "vm-\(index)", host: host, hostName: "node1", state: index % 3 == 0 ? .running : .off)
        row.cpus = 1 + index % 8
        row.memory = Int64(1 + index % 16) << 28
        row.description = "number \(index)"
        return row
    }
}
