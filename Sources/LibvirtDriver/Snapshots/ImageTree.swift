import ApusCore
import ApusModel
import FoundationEssentials

/// The images of a host's pools and what each stands on, with what one machine needs of them: decides what may be merged and
/// what may go. Pure, since a wrong answer costs data.
struct ImageTree: Hashable, Sendable {
    /// A snapshot's disk: the image it froze and the one that took what came after.
    struct Frozen: Hashable, Sendable {
        var snapshot: String
        var target: String
        var base: String
        var overlay: String?
    }

    /// Two neighbours in a disk's chain of which the upper is merged into the lower.
    struct Merge: Hashable, Sendable {
        var target: String
        var top: String
        var base: String
        /// Whether `top` is the image in use.
        var isActive: Bool
    }

    /// Each image and the one below it.
    var backing: [String: String?]
    /// What the machine's disks use now and from the next start, by target.
    var disks: [String: String]
    var frozen: [Frozen]
    /// Images that are in use besides.
    var others: Set<String> = []
    /// How the file names of the machine's overlays begin: only these are ever merged or deleted.
    var prefix: String

    /// The images of a disk, the upmost first.
    func chain(_ top: String) -> [String] {
        var chain = [top]
        while let below = backing[chain[chain.count - 1]] ?? nil, !chain.contains(below) { chain.append(below) }
        return chain
    }

    /// The first merge that may be done; nil when all chains are as short as they can be.
    var nextMerge: Merge? {
        for (target, top) in disks.sorted(by: { $0.key < $1.key }) {
            let chain = chain(top)
            for (index, pair) in zip(chain, chain.dropFirst()).enumerated() where isOwn(pair.0) {
                let above = index > 0 ? chain[index - 1] : nil
                if mayMerge(pair.0, into: pair.1, above: above) {
                    return Merge(target: target, top: pair.0, base: pair.1, isActive: index == 0)
                }
            }
        }
        return nil
    }

    /// Nothing but the upper may stand on the lower, and nothing but its own neighbour on the upper.
    private func mayMerge(_ top: String, into base: String, above: String?) -> Bool {
        let freezes = frozen.filter { $0.base == top }
        return !frozen.contains { $0.base == base } && dependents(of: base) == [top] && !others.contains(base)
            && !others.contains(top) && dependents(of: top) == Set([above].compactMap(\.self))
            && freezes.allSatisfy { $0.overlay != nil && $0.overlay == above }
    }

    /// Snapshots whose frozen image was merged into the one below, with that one.
    var moved: [(frozen: Frozen, base: String)] {
        frozen.compactMap { frozen in
            guard isOwn(frozen.base), let overlay = frozen.overlay, let now = backing[overlay] ?? nil,
                now != frozen.base, backing[frozen.base] == now
            else { return nil }
            return (frozen, now)
        }
    }

    /// Overlays of the machine that nothing stands on.
    var garbage: Set<String> {
        let roots = Array(disks.values) + frozen.map(\.base) + others
        let needed = Set(roots.flatMap(chain))
        let foreign = backing.keys.filter { !isOwn($0) && !needed.contains($0) }.flatMap(chain)
        return Set(backing.keys.filter(isOwn)).subtracting(needed).subtracting(foreign)
    }

    private func isOwn(_ path: String) -> Bool { path.split(separator: "/").last?.hasPrefix(prefix) == true }

    /// The images that stand directly on one; garbage does not count.
    private func dependents(of path: String) -> Set<String> {
        let garbage = garbage
        return Set(backing.filter { $0.value == path && !garbage.contains($0.key) }.keys)
    }
}
