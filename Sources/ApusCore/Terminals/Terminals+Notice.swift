import ApusModel
import FoundationEssentials

extension Terminals {
    /// Where a terminal connects to, for the person who waits meanwhile; nil for what is there at once or not at
    /// all, and where nobody waits at a terminal.
    public func notice(of request: TerminalRequest) -> String? {
        switch request.target {
        case .console: nil
        // What a command without a terminal says on its streams is its own alone.
        case .ssh(_, _, _, hasTerminal: false): nil
        case .ssh(let key, let user, _, _): estate.machines.row(key).flatMap { try? destination($0, user).notice }
        case .shell(let id):
            settings.hostShell
                ? estate.hosts.row(id).flatMap { estate.providers.row($0.provider) }
                    .flatMap { SSHAddress(ofProvider: $0.address) }.map { "connecting to \($0)" } : nil
        }
    }
}

extension SSHDestination {
    fileprivate var notice: String {
        "connecting to \(user)@\(address)" + (jump.map { " through \($0)" } ?? "")
    }
}
