import ApusCore
import ApusModel
import FoundationEssentials

/// Snapshots as entries of ``FakeHost/World/other``: `snapshot <vm>/<name>` is `base>overlay`, `stand <vm>` the image in use.
extension FakeHost: SnapshotDriver {
    public func snapshots(of vm: UUID) async throws -> [VirtualMachineSnapshot] {
        try await enter("snapshots")
        let prefix = "snapshot \(vm)/"
        return world.other.filter { $0.key.hasPrefix(prefix) }.map { key, value in
            VirtualMachineSnapshot(
                id: vm, name: String(key.dropFirst(prefix.count)), vm: vm, vmName: "", host: id, hostName: name,
                kind: value.hasSuffix(">") ? .internal : .external, state: .off)
        }
    }

    public func scene(of vm: UUID) async throws -> SnapshotScene {
        try await enter("scene")
        guard let machine = world.machines[vm] else { throw DriverError(.notFound, "no domain") }
        let path = "/pools/apus/\(stand(vm))"
        return SnapshotScene(
            state: machine.state, disks: [.init(target: "vda", path: path, format: "qcow2", pool: "apus")])
    }

    public func create(_ snapshot: SnapshotPlan, of vm: UUID) async throws -> Bool {
        try await enter("createSnapshot")
        let key = "snapshot \(vm)/\(snapshot.name)"
        state.withLock { state in
            guard state.world.other[key] == nil else { return }
            let base = state.world.other["stand \(vm)"] ?? ""
            let overlay = snapshot.volumes.first
            state.world.other[key] = "\(base)>\(overlay ?? "")"
            guard let overlay else { return }
            state.world.volumes[overlay] = "overlay"
            state.world.other["stand \(vm)"] = overlay
        }
        return false
    }

    public func revert(to name: String, of vm: UUID) async throws {
        try await enter("revert")
        state.withLock { $0.world.other["content \(vm)"] = name }
    }

    public func stand(on place: SnapshotPlace, of vm: UUID) async throws {
        try await enter("stand")
        state.withLock { state in
            state.world.other["stand \(vm)"] = place.disks.first.map(Self.volume)
            let key = "snapshot \(vm)/\(place.record)"
            let base = state.world.other[key]?.prefix { $0 != ">" } ?? ""
            state.world.other[key] = "\(base)>\(place.overlays.first.map(Self.volume) ?? "")"
        }
    }

    public func delete(_ name: String, of vm: UUID) async throws {
        try await enter("deleteSnapshot")
        state.withLock { state in
            guard let kept = state.world.other.removeValue(forKey: "snapshot \(vm)/\(name)") else { return }
            let parts = kept.split(separator: ">", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[1].isEmpty else { return }
            state.world.other["merge \(vm)"] = parts[0] + ">" + parts[1]
        }
    }

    public func merge(_ vm: UUID, progress: @escaping @Sendable (Double) -> Void) async throws {
        try await enter("merge")
        state.withLock { state in
            guard let merge = state.world.other.removeValue(forKey: "merge \(vm)") else { return }
            let parts = merge.split(separator: ">", omittingEmptySubsequences: false).map(String.init)
            guard state.world.other["stand \(vm)"] == parts.last else { return }
            state.world.other["stand \(vm)"] = parts[0].isEmpty ? nil : parts[0]
        }
    }

    public func own(_ volumes: [String], of vm: UUID) async throws {
        try await enter("own")
        state.withLock { state in
            let known = state.world.machines[vm]?.definition.ownership.volumes ?? []
            state.world.machines[vm]?.definition.ownership.volumes += volumes.filter { !known.contains($0) }
        }
    }

    public func clean(_ vm: UUID) async throws {
        try await enter("clean")
        state.withLock { state in
            let kept = state.world.other.values.flatMap { $0.split(separator: ">").map(String.init) }
            let garbage = (state.world.machines[vm]?.definition.ownership.volumes ?? [])
                .filter { $0.contains("-snapshot-") && !kept.contains($0) }
            for volume in garbage { state.world.volumes[volume] = nil }
            state.world.machines[vm]?.definition.ownership.volumes.removeAll { garbage.contains($0) }
        }
    }

    private func stand(_ vm: UUID) -> String { world.other["stand \(vm)"] ?? "disk.qcow2" }

    private static func volume(_ disk: SnapshotPlace.Disk) -> String {
        "apus/\(disk.path.split(separator: "/").last.map(String.init) ?? disk.path)"
    }
}
