/// The rule that keeps a machine off a host, with the figures.
public enum Refusal: Hashable, Sendable {
    case otherHost
    /// The host takes no machines at all, for this reason.
    case closed(String)
    /// A machine wants more CPUs than the host has threads.
    case machineSize(wants: Int64, has: Int64)
    case cpus(wants: Int64, free: Int64)
    case memory(wants: Int64, free: Int64)
    case disk(wants: Int64, free: Int64)
    case label(String, wants: String, has: String?)
    case affinity(String)
    case antiAffinity(String, members: Int)
    /// A rule of the caller: the code it has, and why in words.
    case own(rule: String, String)

    /// The rule's name, to count by.
    public var rule: String { if case .own(let rule, _) = self { rule } else { kind?.name ?? "" } }

    /// Which of placement's own rules it is.
    var kind: Rule? {
        switch self {
        case .otherHost: .otherHost
        case .closed: .closed
        case .machineSize: .machineSize
        case .cpus: .cpus
        case .memory: .memory
        case .disk: .disk
        case .label: .label
        case .affinity: .affinity
        case .antiAffinity: .antiAffinity
        case .own: nil
        }
    }

    /// The reason for people.
    public var words: String {
        switch self {
        case .otherHost: "the request names another host"
        case .closed(let reason), .own(_, let reason): reason
        case .machineSize(let wants, let has): "wants \(wants) CPUs, the host has \(has)"
        case .cpus(let wants, let free): "wants \(wants) CPUs, \(max(free, 0)) are free"
        case .memory(let wants, let free):
            "wants \(Self.mebibytes(wants)) of memory, \(Self.mebibytes(max(free, 0))) are free"
        case .disk(let wants, let free):
            "wants \(Self.mebibytes(wants)) of disk, \(Self.mebibytes(max(free, 0))) are free"
        case .label(let key, let wants, let has?): "wants the label \(key)=\(wants), the host has \(key)=\(has)"
        case .label(let key, let wants, nil): "wants the label \(key)=\(wants), the host has no label \(key)"
        case .affinity(let tag): "wants to be with the machines of \(tag), which are on other hosts"
        case .antiAffinity(let tag, let members):
            "wants no machine of \(tag) beside it, \(members == 1 ? "one is" : "\(members) are") there"
        }
    }

    private static func mebibytes(_ bytes: Int64) -> String { "\(bytes / 1_048_576) MiB" }
}

/// Placement's own rules, in the order they are asked in.
enum Rule: Int, CaseIterable {
    case otherHost, closed, machineSize, cpus, memory, disk, label, affinity, antiAffinity

    /// What it is counted under.
    var name: String {
        switch self {
        case .otherHost: "host"
        case .machineSize: "machine-size"
        case .antiAffinity: "anti-affinity"
        case .closed, .cpus, .memory, .disk, .label, .affinity: "\(self)"
        }
    }
}

extension Candidate {
    /// The first rule that refuses this host; nil when the machine fits.
    /// - Parameter present: the tags of `demand.affinity` that some machine has.
    func refusal(of demand: Demand, present: Set<String>) -> Refusal? {
        if let only = demand.host, only != id { return .otherHost }
        if let closed { return .closed(closed) }
        return sizeRefusal(of: demand.size) ?? constraintRefusal(of: demand, present: present)
    }

    /// Whether the machine would fit by size alone.
    public func sizeRefusal(of size: Resources) -> Refusal? {
        let shape = Shape(self)
        return switch shape.lack(of: size) {
        case .machineSize: .machineSize(wants: size.cpus, has: cpusPerMachine)
        case .cpus: .cpus(wants: size.cpus, free: shape.free.cpus)
        case .memory: .memory(wants: size.memory, free: shape.free.memory)
        case .disk: .disk(wants: size.disk, free: shape.free.disk)
        default: nil
        }
    }

    /// Labels and tags.
    func constraintRefusal(of demand: Demand, present: Set<String>) -> Refusal? {
        for (key, value) in demand.labels.sorted(by: { $0.key < $1.key }) where labels[key] != value {
            return .label(key, wants: value, has: labels[key])
        }
        for tag in demand.affinity where present.contains(tag) && (members[tag] ?? 0) == 0 { return .affinity(tag) }
        for tag in demand.antiAffinity {
            if let count = members[tag], count > 0 { return .antiAffinity(tag, members: count) }
        }
        return nil
    }
}
