import ApusModel
import ArgumentParser

/// How a VM is placed.
struct PlacementOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How its host is chosen: best-fit, worst-fit, mix, external, …", valueName: "name"))
    var algorithm: String?

    @Option(
        help: ArgumentHelp("The weights of the algorithm mix: pack=0.7,balance=0.3.", valueName: "measure=weight,…"),
        transform: Self.weights)
    var mix: [String: Double]?

    @Option(help: ArgumentHelp("A label its host must have; may be repeated.", valueName: "key=value"))
    var hostLabel: [String] = []

    @Option(help: ArgumentHelp("Only beside VMs of this tag; may be repeated.", valueName: "tag"))
    var affinity: [String] = []

    @Option(help: ArgumentHelp("Never beside a VM of this tag; may be repeated.", valueName: "tag"))
    var antiAffinity: [String] = []

    func apply(to body: inout CreateVirtualMachine) {
        var placement = CreateVirtualMachine.Placement(algorithm: algorithm)
        placement.mix = mix
        placement.labels = hostLabel.isEmpty ? nil : hostLabel
        placement.affinity = affinity.isEmpty ? nil : affinity
        placement.antiAffinity = antiAffinity.isEmpty ? nil : antiAffinity
        if placement != CreateVirtualMachine.Placement() { body.placement = placement }
    }

    static func weights(_ text: String) throws -> [String: Double] {
        var weights: [String: Double] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let weight = Double(parts[1]), weight.isFinite, weight >= 0 else {
                throw ValidationError("'\(pair)' must be a measure and its weight, as in 'pack=0.7'.")
            }
            weights[String(parts[0])] = weight
        }
        return weights
    }
}
