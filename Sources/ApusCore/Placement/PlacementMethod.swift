import ApusModel
import FoundationEssentials
import Placement
import Schema

/// How hosts are chosen: an algorithm of ours, or a program of the administrator's.
public enum PlacementMethod: Hashable, Sendable {
    case algorithm(Algorithm)
    case external

    public var name: String {
        switch self {
        case .algorithm(let algorithm): algorithm.name
        case .external: "external"
        }
    }

    /// All words that name one.
    public static let names = Algorithm.named.map(\.name) + ["pack", "spread", "mix", "external"]

    /// - Parameter mix: the weights of `mix`.
    public init?(named name: String, mix: [Criterion: Double]) {
        switch name {
        case "external": self = .external
        case "mix": self = .algorithm(.scored(Mix(mix.values.contains { $0 != 0 } ? mix : Self.standardMix)))
        default:
            guard let algorithm = Algorithm(named: name) else { return nil }
            self = .algorithm(algorithm)
        }
    }

    /// Dense, and without a resource that the others cannot follow.
    static let standardMix: [Criterion: Double] = [.pack: 0.7, .balance: 0.3]
}

/// The choices an administrator makes about placement.
public struct PlacementSettings: Sendable {
    public var method: PlacementMethod
    /// The weights of `mix` where a request names none.
    public var mix: [Criterion: Double]
    /// What a mix takes from the score of a host that loses its last slot for the largest instance type.
    public var guardWeight: Double
    /// Chooses where the external program does not.
    public var fallback: Algorithm
    /// A second way whose choice is only written down.
    public var shadow: PlacementMethod?

    public init(
        method: PlacementMethod = .algorithm(.worstFit), mix: [Criterion: Double] = [:], guardWeight: Double = 0.25,
        fallback: Algorithm = .worstFit, shadow: PlacementMethod? = nil
    ) {
        (self.method, self.mix, self.guardWeight) = (method, mix, guardWeight)
        (self.fallback, self.shadow) = (fallback, shadow)
    }
}

/// Runs the administrator's program: a question as JSON, its answer as it wrote it.
/// - Throws: a `ProgramFault` that says what is wrong with it.
public typealias PlacementProgram = @Sendable (Data) async throws -> Data

extension CreateVirtualMachine {
    /// The way this request asks for; the settings' where it names none.
    func placementMethod(_ settings: PlacementSettings) throws -> PlacementMethod {
        let weights = try placement?.mix.map(Self.measures)
        guard let name = placement?.algorithm ?? weights.map({ _ in "mix" }) else { return settings.method }
        guard weights == nil || name == "mix" else {
            throw CreationPlan.fault("/placement/mix", "conflict", "belongs to the algorithm mix, not to \(name)")
        }
        guard let method = PlacementMethod(named: name, mix: weights ?? settings.mix) else {
            let names = PlacementMethod.names.joined(separator: ", ")
            throw CreationPlan.fault("/placement/algorithm", "choice", "must be one of \(names)")
        }
        return method
    }

    private static func measures(_ weights: [String: Double]) throws -> [Criterion: Double] {
        var measures: [Criterion: Double] = [:]
        for (name, weight) in weights {
            guard let measure = Criterion(rawValue: name) else {
                let names = Criterion.allCases.map(\.rawValue).joined(separator: ", ")
                throw CreationPlan.fault("/placement/mix", "choice", "has \(Echo.quoted(name)); it may have \(names)")
            }
            measures[measure] = weight
        }
        return measures
    }

    /// The labels its host must have.
    func placementLabels() throws -> [String: String] {
        var labels: [String: String] = [:]
        for (index, text) in (placement?.labels ?? []).enumerated() {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CreationPlan.fault("/placement/labels/\(index)", "label", "must be key=value")
            }
            guard labels.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw CreationPlan.fault("/placement/labels/\(index)", "duplicate", "names a label twice")
            }
        }
        return labels
    }
}
