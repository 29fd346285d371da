import Placement

extension SimulationFile {
    /// What a server takes by the name `mix`.
    private static let standardMix = "mix(pack=0.7,balance=0.3,guard=0.25)"

    /// Names with commas between; weights of a mix stand in parentheses.
    /// - Parameters:
    ///   - largest: what a guard looks after a slot for.
    ///   - program: what `external` asks; nil where no program was named.
    static func methods(
        _ text: String?, largest: Resources?, program: Simulation.Method?
    ) throws -> [Simulation.Method] {
        let standard = Algorithm.named.map(\.name) + ["mix"] + (program == nil ? [] : ["external"])
        return try (text.map(names) ?? standard).map { name in
            if name == "external" {
                guard let program else { throw SettingsFault("The algorithm external needs --program.") }
                return program
            }
            if let algorithm = Algorithm(named: name) { return .algorithm(algorithm) }
            if let mix = mix(name == "mix" ? standardMix : name, largest) { return .algorithm(.scored(mix)) }
            let known = Algorithm.named.map(\.name).joined(separator: ", ")
            throw SettingsFault(
                "There is no algorithm '\(name)'; there are \(known), external, mix and \(standardMix).")
        }
    }

    private static func names(_ text: String) -> [String] {
        var (names, depth): ([String], Int) = ([""], 0)
        for letter in text {
            if letter == "(" { depth += 1 }
            if letter == ")" { depth -= 1 }
            if letter == ",", depth == 0 { names.append("") } else { names[names.count - 1].append(letter) }
        }
        return names
    }

    private static func mix(_ name: String, _ largest: Resources?) -> Mix? {
        guard name.hasPrefix("mix("), name.hasSuffix(")"),
            var weights = try? PlacementOptions.weights(String(name.dropFirst(4).dropLast()))
        else { return nil }
        let guardWeight = weights.removeValue(forKey: "guard") ?? 0
        let known = weights.compactMap { key, value in Criterion(rawValue: key).map { ($0, value) } }
        guard known.count == weights.count, !known.isEmpty else { return nil }
        let guarded = guardWeight > 0 ? largest.map { Mix.Guard(slot: $0, weight: guardWeight) } : nil
        return Mix(Dictionary(known, uniquingKeysWith: { first, _ in first }), guarded: guarded)
    }
}
