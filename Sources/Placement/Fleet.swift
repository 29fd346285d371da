import FoundationEssentials

/// All hosts with what is left of them, indexed for choices. A value: a copy can be planned on and thrown away.
public struct Fleet: Sendable {
    /// Hosts in the order they came; a place whose host went is empty.
    var places: [Candidate?] = []
    private(set) var known: [UUID: Int] = [:]
    var free = FreeTree()
    var shapes = ShapeIndex()
    /// Places of hosts that take no machines.
    private(set) var closed: Set<Int> = []
    /// How many machines of each tag there are anywhere.
    private var tags: [String: Int] = [:]
    /// The place after the one that was chosen last, for round robin.
    public var next = 0

    public init(_ hosts: some Sequence<Candidate> = []) {
        for host in hosts { put(host) }
    }

    public var count: Int { known.count }
    public var hosts: some Sequence<Candidate> { places.lazy.compactMap(\.self) }

    public subscript(id: UUID) -> Candidate? { known[id].flatMap { places[$0] } }

    /// Inserts a host behind all others, or sets it where it is.
    public mutating func put(_ host: Candidate) {
        guard let place = known[host.id] else {
            known[host.id] = places.count
            places.append(host)
            return index(host, places.count - 1)
        }
        if let old = places[place] {
            if old == host { return }
            unindex(old, place)
        }
        places[place] = host
        index(host, place)
    }

    public mutating func remove(_ id: UUID) {
        guard let place = known.removeValue(forKey: id), let old = places[place] else { return }
        unindex(old, place)
        places[place] = nil
        // Places are remembered as order only: close the gaps when most of them are.
        if places.count > 64, known.count * 2 < places.count { self = Fleet(hosts) }
    }

    /// Promises a machine's size to a host.
    public mutating func take(_ demand: Demand, on id: UUID) {
        guard var host = self[id] else { return }
        host.allocated = host.allocated + demand.size
        for tag in demand.tags { host.members[tag, default: 0] += 1 }
        put(host)
    }

    /// Gives back what was promised.
    public mutating func release(_ demand: Demand, on id: UUID) {
        guard var host = self[id] else { return }
        host.allocated = host.allocated - demand.size
        for tag in demand.tags {
            if let count = host.members[tag] { host.members[tag] = count > 1 ? count - 1 : nil }
        }
        put(host)
    }

    /// The tags among `wanted` that some machine has.
    func present(_ wanted: [String]) -> Set<String> { Set(wanted.filter { (tags[$0] ?? 0) > 0 }) }

    private mutating func index(_ host: Candidate, _ place: Int) {
        for (tag, count) in host.members { tags[tag, default: 0] += count }
        free.set(place, host.closed == nil ? host.free : nil)
        if host.closed == nil {
            shapes.insert(Int32(clamping: place), Shape(host))
        } else {
            closed.insert(place)
        }
    }

    private mutating func unindex(_ host: Candidate, _ place: Int) {
        for (tag, count) in host.members { tags[tag, default: 0] -= count }
        free.set(place, nil)
        closed.remove(place)
        if host.closed == nil { shapes.remove(Int32(clamping: place), Shape(host)) }
    }
}
