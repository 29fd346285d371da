import ApusModel
import FoundationEssentials

extension Terminals {
    /// A shell on a host.
    /// - Throws: a ``Problem`` `forbidden` where the configuration or the role does not allow it.
    func shell(_ host: Host, _ request: TerminalRequest) async throws -> LiveStream {
        guard settings.hostShell else {
            throw Problem(
                .forbidden, "Shells on hosts are switched off; the setting terminals.hostShell turns them on.")
        }
        guard Policy.administer.allows(request.actor.role) else {
            throw Problem(.forbidden, "Only administrators may open a shell on a host.")
        }
        guard let provider = estate.providers.row(host.provider) else { throw Problem(.notFound, "The host is gone.") }
        if Self.isLocal(provider.address) { return try await local(request.size) }
        guard let address = SSHAddress(ofProvider: provider.address) else {
            throw DriverError(
                .unsupported, "Apus reaches this host by neither a local socket nor ssh, so there is no way to a shell."
            )
        }
        return try await remote(address, request.size)
    }

    /// `qemu:///system`, `qemu+unix:///session`
    static func isLocal(_ address: String) -> Bool {
        guard let end = address.range(of: "://") else { return false }
        let scheme = address[..<end.lowerBound]
        return address[end.upperBound...].hasPrefix("/") && (!scheme.contains("+") || scheme.hasSuffix("+unix"))
    }

    private func local(_ size: TerminalSize) async throws -> LiveStream {
        do {
            return try await tools().shell(size)
        } catch let refusal as SSHRefusal {
            throw DriverError(.failed, refusal.words)
        }
    }

    private func remote(_ address: SSHAddress, _ size: TerminalSize) async throws -> LiveStream {
        // The user is part of the address; the server's own where it has none.
        let destination = SSHDestination(address: address, user: address.user ?? "", trust: .own)
        do {
            return try await tools().ssh(destination, size)
        } catch let refusal as SSHRefusal {
            throw refusal.error(at: destination)
        }
    }
}
