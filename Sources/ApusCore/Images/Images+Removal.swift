import ApusModel
import FoundationEssentials
import Schema

extension Images {
    /// What removing would take away: files that Apus made and nothing is built upon. Asks the hosts.
    public func removal(of image: Image) async throws -> ImageRemoval {
        try await plan(image).shown
    }

    /// Removes an image with the files that Apus made of it. Those that a disk is built upon stay, whatever is asked.
    /// - Parameter force: forget the image though machines were made from it.
    /// - Throws: a ``Problem`` `conflict` with the machines.
    public func remove(_ image: Image, force: Bool) async throws {
        try await ledger.writing(image.id) {
            let users = estate.users(of: image)
            guard users.isEmpty || force else {
                let names = users.prefix(20).joined(separator: ", ")
                throw Problem(
                    .conflict,
                    "Machines were made from the image \(Echo.quoted(image.name)): \(names). Delete them first, or forget the image with force."
                )
            }
            try refuseRunning(image)
            for copy in try await plan(image).deletes {
                try await drivers(copy.host).forImages().storage.deleteVolume(copy.volume, in: copy.pool)
            }
            try await ledger.remove(image.id)
        }
    }

    /// The file to read an image's bytes from, and its host.
    /// - Throws: a ``Problem`` `invalid-state` for an image that Apus has no file of.
    public func source(of image: Image) throws -> (VolumeName, UUID) {
        let whole = image.copies.filter { $0.state == .ready }
        let isUp: (Image.Copy) -> Bool = { self.estate.hosts.row($0.host)?.state == .up }
        guard let copy = whole.first(where: isUp) ?? whole.first else {
            throw Problem(
                .invalidState,
                "Apus has no file of the image \(Echo.quoted(image.name)); read it on a host: \(image.path)")
        }
        return (copy.name, copy.host)
    }

    private func refuseRunning(_ image: Image) throws {
        let running = estate.operations.rows().first { $0.target.id == image.id && !$0.state.isSettled }
        guard let running else { return }
        var problem = Problem(.locked, "The image \(Echo.quoted(image.name)) is being fetched; cancel that first.")
        problem.operation = running.id
        throw problem
    }

    private struct Plan {
        var deletes: [Image.Copy] = []
        var shown: ImageRemoval
    }

    private func plan(_ image: Image) async throws -> Plan {
        var plan = Plan(
            shown: ImageRemoval(name: image.name, deletes: [], keeps: [], usedBy: estate.users(of: image)))
        for copy in image.copies {
            let host = estate.hosts.row(copy.host)?.name ?? "a host that is gone"
            let used = try await isUsed(copy)
            if !used { plan.deletes.append(copy) }
            let text = "\(host): \(copy.path)"
            if used { plan.shown.keeps.append(text) } else { plan.shown.deletes.append(text) }
        }
        if image.copies.isEmpty { plan.shown.keeps.append(image.path) }
        return plan
    }

    /// By the disks that a host shows, and by what its volumes are built upon. A copy of a host that is gone stays.
    private func isUsed(_ copy: Image.Copy) async throws -> Bool {
        guard estate.hosts.row(copy.host) != nil else { return true }
        let isDisk = estate.machines.rows(in: copy.host).contains { $0.disks.contains { $0.source == copy.path } }
        if isDisk { return true }
        return try await !drivers(copy.host).forImages().content.dependants(of: copy.path).isEmpty
    }
}
