import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Logging

/// Learns the addresses of running guests: from the guest agent where it answers, else from DHCP leases, else from the
/// host's neighbour table.
struct AddressWatch: Sendable {
    let lanes: Lanes
    let tempo: Tempo
    let logger: Logger
    let roster: Roster
    let observer: ProviderObserver
    let host: @Sendable () -> UUID?

    /// Ends when the task is cancelled. A guest that lets its agent wait delays other agents only.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await every { await look(host: $0) } }
            group.addTask { await every { await ask(host: $0) } }
        }
    }

    private func every(_ body: @Sendable (UUID) async -> Void) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: tempo.addresses)
            guard !Task.isCancelled, lanes.reads.status.isConnected, let host = host() else { continue }
            await body(host)
        }
    }

    private func report(_ learned: [UUID: [GuestAddress]], _ host: UUID) async {
        guard !learned.isEmpty else { return }
        await observer.report(.addresses(host: host, learned))
    }
}

extension AddressWatch {
    /// Asks the host, in one call of at most two seconds.
    private func look(host: UUID) async {
        let due = roster.due(\.nextLook, at: .now) { $0.told == nil && !$0.macs.isEmpty }
        guard !due.isEmpty else { return }
        let found: [UUID: [GuestAddress]]
        do {
            found = try await lanes.reads.perform("read leases", deadline: .seconds(10)) { connection in
                try connection.observedAddresses(of: due, until: .now.advanced(by: .seconds(2)))
            }
        } catch {
            logger.debug("No addresses were read", metadata: ["error": "\(error)"])
            return
        }
        var learned: [UUID: [GuestAddress]] = [:]
        for (id, addresses) in found {
            learned[id] = roster.change(id) { entry in
                entry.observed = addresses
                entry.nextLook = entry.next(after: .now, tempo)
            }
        }
        await report(learned, host)
    }

    /// Asks guests, one after the other, for about two seconds; the others' turn comes next time.
    private func ask(host: UUID) async {
        let end = ContinuousClock.now.advanced(by: .seconds(2))
        for (id, entry) in roster.due(\.nextQuestion, at: .now, where: \.hasAgent) {
            guard ContinuousClock.now < end, !Task.isCancelled else { return }
            let told = await answer(of: id, entry.macs)
            let changed = roster.change(id) { entry in
                entry.unanswered = told == nil ? min(entry.unanswered + 1, 5) : 0
                entry.told = entry.hasAgent ? told : nil
                entry.nextQuestion =
                    told == nil
                    ? .now.advanced(by: tempo.knownAddresses * (1 << entry.unanswered)) : entry.next(after: .now, tempo)
            }
            if let changed { await report([id: changed], host) }
        }
    }

    /// nil where the agent does not answer.
    private func answer(of id: UUID, _ macs: Set<String>) async -> [GuestAddress]? {
        do {
            return try await lanes.guests.perform("ask guest", deadline: .seconds(10)) { connection in
                let domain = try connection.domain(id)
                try domain.setAgentResponseTimeout(seconds: 5)
                return [GuestAddress](try domain.interfaceAddresses(.agent), source: .agent, macs: macs)
            }
        } catch {
            logger.debug("A guest agent does not answer", metadata: ["machine": "\(id)", "error": "\(error)"])
            return nil
        }
    }
}

extension Connection {
    /// The addresses that the host knows; machines for which the time did not suffice are not in the result.
    fileprivate func observedAddresses(
        of machines: [(UUID, Roster.Entry)], until end: ContinuousClock.Instant
    ) throws -> [UUID: [GuestAddress]] {
        let leases = try leasesByMAC()
        var found: [UUID: [GuestAddress]] = [:]
        for (id, entry) in machines {
            let leased = [GuestAddress](tidied: entry.macs.flatMap { leases[$0] ?? [] }, macs: entry.macs)
            if !leased.isEmpty {
                found[id] = leased
            } else if ContinuousClock.now < end {
                found[id] = neighbours(of: id, entry.macs)
            }
        }
        return found
    }

    private func leasesByMAC() throws -> [String: [GuestAddress]] {
        let leases = try ifSupported {
            try listNetworks(.active) { network in try network.leasesIfAny() }
        }
        var found: [String: [GuestAddress]] = [:]
        for lease in (leases ?? []).joined() {
            guard let mac = AddressText.mac(lease.mac), let address = AddressText.canonical(lease.address) else {
                continue
            }
            found[mac, default: []].append(GuestAddress(address: address, mac: mac, source: .lease))
        }
        return found
    }

    /// None where the machine is gone or the driver cannot tell.
    private func neighbours(of id: UUID, _ macs: Set<String>) -> [GuestAddress] {
        guard let domain = try? domain(id), let interfaces = try? domain.interfaceAddresses(.arp) else { return [] }
        return [GuestAddress](interfaces, source: .arp, macs: macs)
    }
}

extension Libvirt.Network {
    /// None where the driver has no leases, or the network stopped meanwhile.
    fileprivate borrowing func leasesIfAny() throws -> [DHCPLease] {
        do {
            return try dhcpLeases()
        } catch {
            guard error.saysUnsupported || error.saysAbsent || error.code == .operationInvalid else { throw error }
            return []
        }
    }
}
