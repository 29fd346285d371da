import ApusModel
import FoundationEssentials
import Inventory
import Synchronization

/// One thing that changed, in the order in which all clients see it.
public struct FeedEvent: Sendable {
    public var sequence: UInt64
    /// A noun of the wire.
    public var kind: String
    public var change: Change
    public var id: String
    /// The row as it is now; nil when it is gone.
    public var item: (any Encodable & Sendable)?

    public enum Change: String, Sendable { case changed, removed, reset }
}

/// The changes of all tables as one numbered stream with a bounded memory. A reader that falls behind is told to list again.
public final class Feed: Sendable {
    /// Tells one life of the server from the next: a sequence means nothing in another epoch.
    public let epoch: String
    private let estate: Estate
    private let state: Mutex<State>

    private struct State {
        var ring: [FeedEvent] = []
        var last: UInt64 = 0
        var wakers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextWaker: UInt64 = 0
        var isStopped = false
    }

    private static let capacity = 8192

    public init(estate: Estate, epoch: String) {
        self.estate = estate
        self.epoch = epoch
        state = Mutex(State())
    }

    /// Follows all tables until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            follow(estate.providers, Provider.noun, \.uuidString, in: &group)
            follow(estate.hosts, Host.noun, \.uuidString, in: &group)
            follow(estate.machines, VirtualMachine.noun, \.id.uuidString, in: &group)
            follow(estate.pools, StoragePool.noun, \.id.uuidString, in: &group)
            follow(estate.volumes, Volume.noun, \.id.uuidString, in: &group)
            follow(estate.networks, Network.noun, \.id.uuidString, in: &group)
            follow(estate.snapshots, VirtualMachineSnapshot.noun, \.id.uuidString, in: &group)
            follow(estate.images, Image.noun, \.uuidString, in: &group)
            follow(estate.instanceTypes, InstanceType.noun, \.uuidString, in: &group)
            follow(estate.operations, ApusModel.Operation.noun, \.uuidString, in: &group)
            follow(estate.recordings, Recording.noun, \.uuidString, in: &group)
        }
    }

    /// The last number given out.
    public var last: UInt64 { state.withLock { $0.last } }

    /// What came after `sequence`; nil when that is no longer known and the reader must list again.
    public func events(after sequence: UInt64) -> [FeedEvent]? {
        state.withLock { state in
            guard sequence <= state.last, state.last - sequence <= UInt64(state.ring.count) else { return nil }
            return Array(state.ring.suffix(Int(clamping: state.last - sequence)))
        }
    }

    /// Wakes its reader when something came; ends when the server stops.
    public func wakes() -> AsyncStream<Void> {
        let (stream, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key: UInt64? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.nextWaker += 1
            state.wakers[state.nextWaker] = waker
            return state.nextWaker
        }
        guard let key else {
            waker.finish()
            return stream
        }
        waker.onTermination = { [weak self] _ in self?.state.withLock { $0.wakers[key] = nil } }
        waker.yield()
        return stream
    }

    /// Ends all readers.
    public func stop() {
        let wakers = state.withLock { state in
            state.isStopped = true
            return Array(state.wakers.values)
        }
        wakers.forEach { $0.finish() }
    }

    private func follow<ID, Row: Encodable>(
        _ table: Table<ID, Row>, _ kind: String, _ name: @escaping @Sendable (ID) -> String,
        in group: inout DiscardingTaskGroup
    ) {
        group.addTask { [weak self] in
            for await changes in table.subscribe() {
                switch changes {
                case .changes(let changes):
                    self?.append(
                        changes.map { change in
                            FeedEvent(
                                sequence: 0, kind: kind, change: change.row == nil ? .removed : .changed,
                                id: name(change.id).lowercased(), item: change.row)
                        })
                case .reset:
                    self?.append([FeedEvent(sequence: 0, kind: kind, change: .reset, id: "", item: nil)])
                }
            }
        }
    }

    private func append(_ events: [FeedEvent]) {
        let wakers = state.withLock { state in
            for var event in events {
                state.last += 1
                event.sequence = state.last
                state.ring.append(event)
            }
            // Trimmed in large steps, so that one append costs little.
            if state.ring.count > 2 * Self.capacity { state.ring.removeFirst(state.ring.count - Self.capacity) }
            return Array(state.wakers.values)
        }
        wakers.forEach { $0.yield() }
    }
}
