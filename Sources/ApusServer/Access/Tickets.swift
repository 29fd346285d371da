import ApusCore
import ApusModel
import FoundationEssentials
import Synchronization

/// One-time tickets: what a browser can put into the address of a socket, where no header can go, without lasting harm when
/// the address is seen by others. 128 random bits, kept as hashes, one use, 30 seconds.
final class Tickets: Sendable {
    typealias Purpose = CreateTicket.Purpose

    /// What a ticket was worth.
    struct Grant: Sendable {
        var admission: Admission
        var viewOnly: Bool
    }

    private struct Entry: Sendable {
        var purpose: Purpose
        var thing: UUID?
        var grant: Grant
        var end: Duration
    }

    static let life = Duration.seconds(30)
    /// A person has to copy the address from a terminal to a browser.
    static let signInLife = Duration.seconds(300)
    /// Of one token or session; the oldest makes room.
    static let perCredential = 64

    private let gate: Gate
    private let entries = Mutex<[String: Entry]>([:])

    init(gate: Gate) { self.gate = gate }

    /// - Parameter thing: the VM or host it is bound to.
    func issue(
        for purpose: Purpose, thing: UUID?, to admission: Admission, viewOnly: Bool = false
    ) -> (ticket: String, expires: Date) {
        let ticket = Gate.random(.bits128)
        let life = purpose == .session ? Self.signInLife : Self.life
        let now = gate.time.steady()
        let entry = Entry(
            purpose: purpose, thing: thing, grant: Grant(admission: admission, viewOnly: viewOnly), end: now + life)
        entries.withLock { entries in
            entries = entries.filter { $0.value.end > now }
            let own = entries.filter { $0.value.grant.admission.credential == admission.credential }
            let crowd = own.sorted { $0.value.end < $1.value.end }.prefix(max(0, own.count - Self.perCredential + 1))
            for (hash, _) in crowd { entries[hash] = nil }
            entries[Gate.hash(ticket)] = entry
        }
        return (ticket, gate.time.now().addingTimeInterval(TimeInterval(life.components.seconds)))
    }

    /// Spends a ticket, also where it turns out to be of another purpose or thing, or too old. It is found by its hash, which
    /// the caller does not choose, so that the time tells nothing.
    /// - Throws: a ``Problem`` `unauthenticated`.
    func redeem(_ text: String, for purpose: Purpose, thing: UUID?) throws -> Grant {
        let hash = Gate.hash(String(text.prefix(128)))
        let now = gate.time.steady()
        let entry = entries.withLock { $0.removeValue(forKey: hash) }
        guard let entry, entry.end > now, entry.purpose == purpose, entry.thing == thing,
            gate.holds(entry.grant.admission)
        else {
            throw Problem(
                .unauthenticated, "This ticket is unknown, used, too old or of another thing; ask for a new one.")
        }
        return entry.grant
    }

    var waiting: Int { entries.withLock { $0.count } }
}
