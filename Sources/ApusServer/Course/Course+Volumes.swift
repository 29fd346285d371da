import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// Volumes. One is made where it is first attached, and follows to the host of the machine that it is attached to next.
extension Course {
    func createVolume(_ given: CourseParameters) async throws -> JSONValue {
        let (name, size) = (try given.name("name"), try given.number("size"))
        guard (1...65_536).contains(size) else { throw CourseRefusal("size must be 1 to 65536 GB") }
        let pools = core.estate.hosts.rows().filter { $0.state == .up }.map { pool(of: $0)?.capacity ?? 0 }
        // A pool that is not made yet, or does not tell its size, is judged when the volume is made.
        guard pools.contains(where: { $0 == 0 || $0 >= size << 30 }) else {
            throw CourseRefusal("no host has room for \(size) GB")
        }
        return ["volumeid": .integer(try await core.courseBook.addVolume(name, size: size).number)]
    }

    func queryVolume(_ given: CourseParameters) async throws -> JSONValue {
        let volume = try await volume(given)
        var answer = JSONObject([
            ("volumeid", .integer(volume.number)), ("name", .string(volume.name)), ("size", .integer(volume.size)),
        ])
        if let user = user(of: volume) {
            answer["status"] = "attached"
            answer["vmid"] = .integer(try await core.courseBook.number(of: user.vm.id))
        } else {
            answer["status"] = "available"
        }
        return .object(answer)
    }

    func destroyVolume(_ given: CourseParameters) async throws -> JSONValue {
        try await core.courseBook.changingVolumes {
            let volume = try await volume(given)
            guard user(of: volume) == nil else { throw CourseRefusal("the volume \(volume.number) is attached") }
            if let row = try await made(volume) { try await finish(try await core.volumes.delete(row, caller)) }
            try await core.courseBook.remove(volume)
            return ["status": 1]
        }
    }

    func attachVolume(_ given: CourseParameters) async throws -> JSONValue {
        try await core.courseBook.changingVolumes {
            let vm = try await machine(given).vm
            let volume = try await volume(given)
            guard user(of: volume) == nil else { throw CourseRefusal("the volume \(volume.number) is attached") }
            let place = try await make(volume, on: vm.host)
            let request = AttachDisk(volume: "\(place.pool)/\(volume.file)")
            try await finish(try await core.machines.attachDisk(vm, request, caller))
            return ["status": 1]
        }
    }

    func detachVolume(_ given: CourseParameters) async throws -> JSONValue {
        try await core.courseBook.changingVolumes {
            let volume = try await volume(given)
            guard let user = user(of: volume) else {
                throw CourseRefusal("the volume \(volume.number) is not attached")
            }
            let operation = try await core.machines.detachDisk(
                user.vm, user.target, deletesVolume: false, caller)
            try await finish(operation)
            return ["status": 1]
        }
    }
}

extension Course {
    private func volume(_ given: CourseParameters) async throws -> CourseVolume {
        let number = try given.number("volumeid")
        guard let volume = await core.courseBook.volume(number) else {
            throw CourseRefusal("there is no volume \(number)")
        }
        // A machine that moved to another host took it along.
        guard let user = user(of: volume), let place = volume.place, user.vm.host != place.host else { return volume }
        return try await core.courseBook.place(volume, at: .init(host: user.vm.host, pool: place.pool))
    }

    /// The machine that has a volume as a disk, as its host says.
    private func user(of volume: CourseVolume) -> (vm: VirtualMachine, target: String)? {
        guard let place = volume.place else { return nil }
        for vm in core.estate.machines.rows() {
            let paths = [place.pool, poolPath(place.pool, vm.host)].compactMap { $0.map { "\($0)/\(volume.file)" } }
            let own = vm.host == place.host ? row(of: volume)?.path : nil
            let disk = vm.disks.first { disk in disk.source.map { paths.contains($0) || $0 == own } == true }
            if let disk { return (vm, disk.target) }
        }
        return nil
    }

    private func poolPath(_ pool: String, _ host: UUID) -> String? {
        core.estate.pools.rows(in: host).first { $0.name == pool }?.path
    }

    /// Where it was noted last; else where a crash between the copy and the note left it.
    private func row(of volume: CourseVolume) -> Volume? {
        guard let place = volume.place else { return nil }
        let rows = core.estate.volumes.rows().filter { $0.pool == place.pool && $0.name == volume.file }
        return rows.first { $0.host == place.host } ?? rows.first
    }

    /// The volume on its host; nil for one that was never made, or that somebody took away.
    private func made(_ volume: CourseVolume) async throws -> Volume? {
        guard let place = volume.place else { return nil }
        if let row = row(of: volume) { return row }
        // What is not listed may have been made a moment ago: the pool is read again before it counts as gone.
        guard core.estate.hosts.row(place.host)?.state == .up else { throw CourseRefusal("its host does not answer") }
        let pool = core.estate.pools.rows(in: place.host).first { $0.name == place.pool }
        guard let pool else { throw CourseRefusal("the pool \(place.pool) is gone") }
        try await finish(try await core.pools.refresh(pool, caller))
        return row(of: volume)
    }

    private func note(_ volume: CourseVolume, _ place: CourseVolume.Place) async throws -> CourseVolume.Place {
        _ = try await core.courseBook.place(volume, at: place)
        return place
    }

    /// Makes a volume on a host, finds it there, or brings it there.
    private func make(_ volume: CourseVolume, on host: UUID) async throws -> CourseVolume.Place {
        guard let row = core.estate.hosts.row(host), let pool = pool(of: row) else {
            throw CourseRefusal("the host of the vm has no pool for volumes")
        }
        let place = CourseVolume.Place(host: host, pool: pool.name)
        if let known = try await made(volume) {
            let here = CourseVolume.Place(host: known.host, pool: known.pool)
            guard known.host != host else { return volume.place == here ? here : try await note(volume, here) }
            try await finish(try await core.volumes.bring(known, to: row, pool: pool.name, caller))
            return try await note(volume, place)
        }
        // Noted first: what a crash leaves is found again by its name.
        _ = try await core.courseBook.place(volume, at: place)
        var request = CreateVolume(pool: pool.name, name: volume.file, capacity: volume.size << 30)
        request.host = host.uuidString
        try await finish(try await core.volumes.create(request, caller))
        return place
    }
}
