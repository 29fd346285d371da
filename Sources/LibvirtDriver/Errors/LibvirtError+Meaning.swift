import Libvirt

extension LibvirtError {
    /// Whether what was asked for is not there.
    var saysAbsent: Bool {
        [.noDomain, .noDomainSnapshot, .noStoragePool, .noStorageVolume, .noNetwork].contains(code)
    }

    /// Whether the driver lacks the call or the flag.
    var saysUnsupported: Bool {
        switch code {
        case .noSupport, .argumentUnsupported, .operationUnsupported, .configurationUnsupported: true
        case .invalidArgument: message.contains("unsupported flags")
        default: false
        }
    }

    /// Whether another task holds the thing for a while.
    var saysBusy: Bool {
        code == .resourceBusy || message.contains("asynchronous jobs running") || message.contains("still in use")
            || message.contains("being allocated")
    }

    /// Whether the connection is gone.
    var saysDisconnected: Bool {
        switch code {
        case .disconnected, .shutDown, .noConnection, .invalidConnection: true
        case .systemError, .internalError, .rpc: domain == .rpc || domain == .remote
        default: false
        }
    }

    /// Why a host cannot be reached, for people who do not know libvirt, with its own words behind.
    var plainReason: String {
        let found = Self.reasons.first { message.contains($0.text) }?.plain
        return found.map { "\($0) (\(message))" } ?? message
    }

    /// What libvirt and ssh say, and what it means; the first that fits.
    private static let reasons: [(text: String, plain: String)] = [
        ("was built without the", "The libvirt of this server has no driver for this kind of address."),
        (
            "no connection driver available",
            "The libvirt there has no driver for this kind of address: install it, in Debian a package libvirt-daemon-driver-…."
        ),
        ("Host key verification failed", "The host's ssh key is not known here: connect once by hand as this user."),
        ("Permission denied (", "ssh does not let this user in."),
        ("Permission denied", "This user may not use libvirt there; members of the group libvirt may."),
        ("authentication", "libvirt refused to let this user in."),
        ("No such file or directory", "No libvirt daemon listens there."),
        ("Connection refused", "No libvirt daemon listens there."),
        ("Unable to resolve", "The host's name is not known."),
        ("unable to resolve", "The host's name is not known."),
        ("Could not resolve hostname", "The host's name is not known."),
        ("No route to host", "There is no way to the host."),
        ("Network is unreachable", "There is no way to the host."),
        ("did not answer within", "The host does not answer."),
        ("stopped answering", "The host does not answer."),
        ("timed out", "The host does not answer."),
        ("closed the connection", "The libvirt daemon stopped, or closed the connection."),
        ("End of file while reading", "The libvirt daemon stopped, or closed the connection."),
    ]
}
