import ArgumentParser

/// What to say of a word that is no command: the one it may have meant, or this program's word for another's.
enum UnknownCommand {
    /// nil where the command line has another fault.
    static func message(_ arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = Apus.self
        var path = ["apus"]
        for argument in arguments {
            let known = command.configuration.subcommands
            guard !known.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return nil }
            guard let next = known.first(where: { names(of: $0).contains(argument) }) else {
                return text(argument, path.joined(separator: " "), known.flatMap(names))
            }
            command = next
            path.append(next.configuration.commandName ?? argument)
        }
        return nil
    }

    private static func text(_ word: String, _ path: String, _ known: [String]) -> String {
        let head = "Error: There is no command '\(path) \(word)'."
        if path == "apus vm", let ours = foreign[word] { return head + "\nhint: use \(ours)" }
        if path == "apus", names(ofAll: VMCommand.configuration.subcommands).contains(word) {
            return head + "\nhint: did you mean 'apus vm \(word)'?"
        }
        let near = known.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        if let near, near.distance <= (word.count > 3 ? 2 : 1) {
            return head + "\nhint: did you mean '\(path) \(near.name)'?"
        }
        return head + "\nhint: see what there is with: \(path) --help"
    }

    /// Words of virsh, qm, docker and multipass that mean something else here, or need a flag.
    private static let foreign = [
        "destroy": "'apus vm stop NAME --force' to cut the power, 'apus vm delete NAME' to take the VM away",
        "kill": "'apus vm stop NAME --force'", "poweroff": "'apus vm stop NAME --force'",
        "undefine": "'apus vm delete NAME --volumes none', which keeps the disks",
        "resize": "'apus vm disk grow NAME vda SIZE'", "attach-disk": "'apus vm disk attach NAME'",
        "attach-interface": "'apus vm nic attach NAME'", "setvcpus": "'apus vm set NAME --cpus COUNT'",
        "setmem": "'apus vm set NAME --memory SIZE'", "domifaddr": "'apus vm show NAME' or 'apus vm guest NAME'",
        "domblklist": "'apus vm disk list NAME'", "domiflist": "'apus vm nic list NAME'", "top": "'apus top'",
        "rollback": "'apus vm snapshot revert NAME SNAPSHOT'", "start-all": "'apus vm start NAME NAME …'",
    ]

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command.configuration.commandName ?? ""] + command.configuration.aliases
    }

    private static func names(ofAll commands: [any ParsableCommand.Type]) -> [String] { commands.flatMap(names) }

    /// How many letters must be put in, taken out or exchanged (Levenshtein).
    private static func distance(_ one: String, _ other: String) -> Int {
        let letters = Array(other)
        var row = Array(0...letters.count)
        for (line, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, candidate) in letters.enumerated() {
                let best = min(row[column], row[column + 1]) + 1
                (diagonal, row[column + 1]) = (row[column + 1], min(best, diagonal + (letter == candidate ? 0 : 1)))
            }
        }
        return row[letters.count]
    }
}
