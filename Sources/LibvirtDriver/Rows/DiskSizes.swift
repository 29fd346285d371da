import ApusModel
import Libvirt
import Synchronization

/// The sizes of disks as their pools know them, by path. They are asked of storage, never of a guest's QEMU, which may hang;
/// once for each disk, and again when a machine is read after a change, so that a listing costs no call for each disk.
final class DiskSizes: Sendable {
    private struct Size: Sendable {
        var capacity: Int64
        var allocation: Int64
    }

    /// The most disks that one listing asks for.
    private static let most = 64
    /// nil for a path that no pool knows: it is not asked for again.
    private let sizes = Mutex<[String: Size?]>([:])

    /// Asks for what is not known. Runs on a lane's thread.
    /// - Parameter anew: whether also what is known.
    func learn(of readings: [MachineReading], from connection: Connection, anew: Bool = false) {
        let paths = Set(readings.flatMap { $0.description?.disks ?? [] }.compactMap(\.source.path))
        let known = anew ? [] : sizes.withLock { Set($0.keys) }
        for path in paths.subtracting(known).prefix(Self.most) {
            let info = try? connection.volume(path: path).info()
            let size = info.map {
                Size(capacity: Int64(clamping: $0.capacity), allocation: Int64(clamping: $0.allocation))
            }
            sizes.withLock { $0[path] = .some(size) }
        }
    }

    /// Whether there is anything to ask for.
    func lacks(_ readings: [MachineReading]) -> Bool {
        let paths = Set(readings.flatMap { $0.description?.disks ?? [] }.compactMap(\.source.path))
        return sizes.withLock { known in paths.contains { known[$0] == nil } }
    }

    /// Forgets disks that no machine has any more.
    func keep(only readings: [MachineReading]) {
        let paths = Set(readings.flatMap { $0.description?.disks ?? [] }.compactMap(\.source.path))
        sizes.withLock { $0 = $0.filter { paths.contains($0.key) } }
    }

    /// Writes what is known into a row.
    func fill(_ row: inout VirtualMachine) {
        sizes.withLock { sizes in
            for index in row.disks.indices {
                guard let path = row.disks[index].source, let size = sizes[path] ?? nil else { continue }
                (row.disks[index].capacity, row.disks[index].allocation) = (size.capacity, size.allocation)
            }
        }
    }
}
