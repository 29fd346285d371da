import ApusCore
import FoundationEssentials

/// The arguments of ssh(1): no configuration file is read, and no word of the destination can be an option.
struct SSHCommand {
    let arguments: [String]

    /// - Parameters:
    ///   - log: where ssh writes what it would tell a person, so that the terminal has the guest's bytes only.
    ///   - isPinned: whether a host key of the destination is known. The first one is taken; then nothing else, also no key of
    ///     another kind.
    init(_ destination: SSHDestination, _ files: SSHFiles, log: String, isPinned: Bool) {
        var options = [
            "LogLevel=DEBUG1", "ConnectTimeout=10", "ConnectionAttempts=1", "ServerAliveInterval=15",
            "ServerAliveCountMax=3", "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes", "EscapeChar=none",
            "PermitLocalCommand=no", "ControlMaster=no", "ControlPath=none", "UpdateHostKeys=no", "CheckHostIP=no",
            "TCPKeepAlive=yes",
        ]
        switch destination.trust {
        case .pinned(let vm):
            let key = destination.key.flatMap(files.key) ?? files.ownKey
            options += [
                "HostKeyAlias=apus-\(vm.uuidString.lowercased())", "UserKnownHostsFile=\"\(files.knownHosts(of: vm))\"",
                "GlobalKnownHostsFile=/dev/null", "HashKnownHosts=no", "VerifyHostKeyDNS=no",
                "StrictHostKeyChecking=\(isPinned ? "yes" : "accept-new")", "IdentitiesOnly=yes", "IdentityAgent=none",
                "IdentityFile=\"\(key)\"", "GSSAPIAuthentication=no",
            ]
        case .own: options.append("StrictHostKeyChecking=yes")
        }
        options += Self.authentication(destination)
        if let jump = destination.jump { options.append("ProxyJump=\(jump)") }
        var arguments =
            ["-F", "none", "-E", log, destination.hasTerminal ? "-tt" : "-T"] + options.flatMap { ["-o", $0] }
        if let port = destination.address.port { arguments += ["-p", String(port)] }
        if !destination.user.isEmpty { arguments += ["-l", destination.user] }
        // What follows the host behind `--` is no option any more, however it begins.
        self.arguments = arguments + ["--", destination.address.host] + [destination.command].compactMap(\.self)
    }

    private static func authentication(_ destination: SSHDestination) -> [String] {
        guard destination.asksPassword else { return ["BatchMode=yes", "PreferredAuthentications=publickey"] }
        return [
            "BatchMode=no", "NumberOfPasswordPrompts=3",
            "PreferredAuthentications=publickey,keyboard-interactive,password",
        ]
    }
}
