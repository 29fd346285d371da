import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that lets a shell complete commands and names.",
        discussion: """
            Examples:
              apus completion bash > /etc/bash_completion.d/apus
              apus completion zsh > "${fpath[1]}/_apus"
              apus completion fish > ~/.config/fish/completions/apus.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws {
        let script: String =
            switch shell {
            case .bash: Apus.completionScript(for: .bash)
            case .zsh: Apus.completionScript(for: .zsh)
            case .fish: Apus.completionScript(for: .fish)
            }
        try Terminal().print(script)
    }
}
