import Glibc

/// The person's editor, on the program's own terminal.
enum Editor {
    /// `VISUAL`, then `EDITOR`, then vi; its arguments are the words behind its name.
    static func program(_ surroundings: Surroundings) -> [String] {
        let chosen = surroundings.variable("VISUAL") ?? surroundings.variable("EDITOR") ?? "vi"
        let words = chosen.split(separator: " ").map(String.init)
        return words.isEmpty ? ["vi"] : words
    }

    /// Runs it to its end, as long as the person likes; 127 where it cannot be started.
    static func run(_ program: [String], _ path: String) -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = (program + [path]).map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        guard let name = arguments.first ?? nil, posix_spawnp(&child, name, nil, nil, arguments, environ) == 0 else {
            return 127
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { if errno != EINTR { return 127 } }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128
    }
}
