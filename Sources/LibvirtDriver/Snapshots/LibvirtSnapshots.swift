import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Snapshots of the machines of a libvirt host.
struct LibvirtSnapshots: SnapshotDriver {
    let lanes: Lanes
    let host: HostIdentity
    /// The most that a machine's memory may take to be written, or an image to be merged.
    private let longest = Duration.seconds(4 * 3600)
    /// How long another job of the machine is waited for.
    private let patience = Duration.seconds(600)

    init(lanes: Lanes, host: HostIdentity) {
        self.lanes = lanes
        self.host = host
    }

    func snapshots(of vm: UUID) async throws -> [VirtualMachineSnapshot] {
        let reading = try await mappingErrors {
            try await lanes.reads.perform("read snapshots") { try $0.machineReading(of: vm) }
        }
        return reading?.snapshotRows(on: host) ?? []
    }

    func scene(of vm: UUID) async throws -> SnapshotScene {
        try await whenFree { try await lanes.bulk.perform("look at disks") { try $0.snapshotScene(of: vm) } }
    }

    func create(_ snapshot: SnapshotPlan, of vm: UUID) async throws -> Bool {
        try await job("take snapshot") { try $0.createSnapshot(snapshot, of: vm) }
    }

    func revert(to name: String, of vm: UUID) async throws {
        try await job("revert") { connection in
            let domain = try connection.domain(vm)
            try domain.snapshot(named: name).revert()
        }
    }

    func stand(on place: SnapshotPlace, of vm: UUID) async throws {
        try await job("switch images") { try $0.stand(on: place, of: vm) }
    }

    func delete(_ name: String, of vm: UUID) async throws {
        try await job("delete snapshot") { connection in
            _ = try unlessGone {
                let domain = try connection.domain(vm)
                let snapshot = try domain.snapshot(named: name)
                let isExternal = try SnapshotDescription(xml: snapshot.xml()).isExternal
                try snapshot.delete(isExternal ? .metadataOnly : [])
            }
        }
    }

    func own(_ volumes: [String], of vm: UUID) async throws {
        guard !volumes.isEmpty else { return }
        try await job("write metadata") { connection in
            try connection.editVolumes(of: vm) { known in known + volumes.filter { !known.contains($0) } }
        }
    }

    func clean(_ vm: UUID) async throws {
        try await job("delete overlays") { try $0.deleteUnneededOverlays(of: vm) }
    }

    private func job<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await whenFree { try await lanes.jobs.perform(name, deadline: longest, work) }
    }

    /// Tries again, with growing pauses, while another job holds the machine or its pool.
    private func whenFree<Value>(_ body: () async throws -> Value) async throws -> Value {
        let end = ContinuousClock.now.advanced(by: patience)
        var pause = Duration.milliseconds(100)
        while true {
            do {
                return try await body()
            } catch let error as LibvirtError
                where (error.saysBusy || error.code == .operationTimeout) && ContinuousClock.now < end
            {
                pause = min(pause * 2, .seconds(2))
            } catch {
                throw DriverError(error)
            }
            try await mappingErrors { try await Task.sleep(for: pause) }
        }
    }
}

extension LibvirtSnapshots {
    func merge(_ vm: UUID, progress: @escaping @Sendable (Double) -> Void) async throws {
        var last: ImageTree.Merge?
        while let merge = try await job("look at images", { try $0.imageTree(of: vm).nextMerge }) {
            guard merge != last else { throw DriverError(.failed, "The host gave the merge of \(merge.top) up.") }
            last = merge
            try await begin(merge, vm)
            while let share = try await job("merge images", { try $0.advance(merge, of: vm) }) {
                progress(share)
                try await mappingErrors { try await Task.sleep(for: .milliseconds(200)) }
            }
            try await job("write snapshots") { try $0.followMerges(of: vm) }
        }
    }

    /// Starts the job; QEMU does it, so a machine that is off gets its process, whose guest does not run.
    private func begin(_ merge: ImageTree.Merge, _ vm: UUID) async throws {
        try await job("begin merge") { connection in
            let domain = try connection.domain(vm)
            if try !domain.isActive() { try domain.create(.paused) }
            // One that an earlier process began goes on.
            guard try domain.blockJob(merge.target) == nil else { return }
            try domain.commitBlocks(merge.target, from: merge.top, into: merge.base, active: merge.isActive)
        }
    }
}

extension Connection {
    /// Ends a merge that is ready.
    /// - Returns: how far it is; nil when it is over.
    fileprivate func advance(_ merge: ImageTree.Merge, of vm: UUID) throws -> Double? {
        let domain = try domain(vm)
        guard let job = try domain.blockJob(merge.target) else { return nil }
        if job.kind == .activeCommit, job.isReady { try domain.pivotIfReady(merge.target) }
        return job.end == 0 ? 0 : Double(job.current) / Double(job.end)
    }
}

extension Domain {
    /// libvirt counts an empty job as done before it is ready; a later look pivots it.
    fileprivate borrowing func pivotIfReady(_ disk: String) throws(LibvirtError) {
        do {
            try endBlockJob(disk, pivot: true)
        } catch {
            guard error.code == .blockCopyActive || error.code == .resourceBusy else { throw error }
        }
    }
}
