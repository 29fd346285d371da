import ApusCore
import FoundationEssentials
import Terminal

/// Waits until ssh is in, or says why it is not. The words are OpenSSH's own (ssh.c, sshconnect.c, sshconnect2.c, clientloop.c).
struct SSHLogin: Sendable {
    let log: SSHLog
    let takesPassword: Bool

    /// - Throws: ``SSHRefusal``.
    func wait(for terminal: ChildTerminal, within limit: Duration) async throws {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while true {
            // Before the log is read: what it said last is then in it.
            let isOver = terminal.isOver
            let text = log.text()
            if isIn(text) { return }
            if isOver { throw Self.refusal(text) }
            guard ContinuousClock.now < deadline else { throw SSHRefusal.timedOut }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func isIn(_ text: String) -> Bool {
        if text.contains("\nAuthenticated to ") || text.hasPrefix("Authenticated to ") { return true }
        guard takesPassword else { return false }
        return ["keyboard-interactive", "password"].contains { text.contains("Next authentication method: \($0)") }
    }

    static func refusal(_ text: String) -> SSHRefusal {
        let changes = ["IDENTIFICATION HAS CHANGED", "and you have requested strict checking."]
        if changes.contains(where: text.contains) { return .hostKeyChanged(fingerprint: fingerprint(in: text)) }
        let words = SSHLog.lastWords(text) ?? "it said nothing"
        if text.contains("Permission denied (") || text.contains("Too many authentication failures") {
            return .permissionDenied
        }
        // ssh says of a jump that failed only that its own connection was closed; the jump itself said why before.
        if text.contains("stdio forwarding failed") || text.contains("UNKNOWN port 65535") {
            return .jumpFailed(jumpWords(text) ?? words)
        }
        if text.contains("Connection refused") { return .connectionRefused }
        if text.contains("timed out") || text.contains("not responding") { return .timedOut }
        if text.contains("No route to host") || text.contains("Network is unreachable") { return .noRoute }
        return .failed(words)
    }

    /// `debug1: Server host key: ssh-ed25519 SHA256:…`
    static func fingerprint(in text: String) -> String? {
        guard let line = text.split(whereSeparator: \.isNewline).last(where: { $0.contains("Server host key: ") })
        else {
            return nil
        }
        return line.split(separator: " ").last { $0.hasPrefix("SHA256:") }.map(String.init)
    }

    private static func jumpWords(_ text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline)
        let telling = ["Permission denied", "Connection refused", "timed out", "open failed", "verification failed"]
        return lines.last { line in telling.contains { line.contains($0) } }.map { String($0.prefix(100)) }
    }
}
