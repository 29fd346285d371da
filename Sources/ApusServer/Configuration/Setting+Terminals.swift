import ApusCore

extension Setting {
    static let terminals: [Setting] = [
        Setting("terminals.hostShell", .flag, "false", "Let administrators open shells on hosts."),
        Setting(
            "terminals.ssh.user", .text, "apus", "Who logs in by ssh where neither the VM nor its image names one."),
        Setting(
            "terminals.ssh.keys", .path, "",
            "Folder of private keys that VMs may name; empty is ssh/keys in the data folder."),
        Setting(
            "terminals.ssh.addKey", .flag, "false", "Give new VMs with cloud-init Apus's own public key."),
        Setting(
            "recordings.folder", .path, "",
            "Where recordings of terminals are kept; empty is recordings in the data folder."),
        Setting(
            "recordings.maximumAge", .integer(0...36_500), "90", "Days that recordings are kept; 0 keeps them for ever."
        ),
        Setting(
            "recordings.maximumSize", .integer(0...(1 << 50)), "10737418240",
            "Bytes of all recordings together, the oldest go first; 0 sets no limit."),
        Setting("recordings.input", .flag, "false", "Record what is typed, too: also passwords."),
        Setting("recordings.required", .flag, "true", "Close terminals that cannot be recorded."),
    ]
}

extension Configuration {
    /// - Throws: ``ConfigurationError`` for a user name that is none.
    public var terminalSettings: Terminals.Settings {
        get throws {
            let user = text("terminals.ssh.user")
            guard SSHAddress.isUser(user) else {
                throw ConfigurationError("terminals.ssh.user: must be the name of an account")
            }
            return Terminals.Settings(
                hostShell: flag("terminals.hostShell"), user: user, addKey: flag("terminals.ssh.addKey"))
        }
    }

    public var recordingSettings: Recordings.Settings {
        Recordings.Settings(
            maximumAge: integer("recordings.maximumAge"), maximumSize: Int64(integer("recordings.maximumSize")),
            input: flag("recordings.input"), required: flag("recordings.required"))
    }

    /// The folder of recordings.
    public var recordingFolder: String {
        let own = text("recordings.folder")
        return own.isEmpty ? text("data.folder") + "/recordings" : own
    }
}
