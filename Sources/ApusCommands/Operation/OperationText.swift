import ApusModel

extension ApusModel.Operation {
    /// What a person types to name it.
    var handle: String { number > 0 ? String(number) : id.uuidString.lowercased() }
}

/// Sentences about operations.
enum OperationText {
    /// `vm web-1 created`, or how else it stands.
    static func ending(_ operation: ApusModel.Operation) -> String {
        let name = "\(operation.target.kind) \(operation.target.name)"
        switch operation.state {
        case .succeeded: return name + " " + done(operation.kind)
        case .failed, .cancelled, .stuck:
            return
                "operation \(operation.handle) (\(operation.kind) \(operation.target.name)) \(operation.state.rawValue)"
        case .pending, .running, .unwinding:
            return
                "\(name): operation \(operation.handle) accepted; follow it with: apus operation watch \(operation.handle)"
        }
    }

    private static func done(_ kind: String) -> String {
        switch kind.split(separator: ".").last {
        case "create": "created"
        case "start": "started"
        case "stop": "stopped"
        case "delete": "deleted"
        case "attach-disk": "has the disk"
        case "attach-nic": "has the network card"
        case "attach-device": "has the device"
        case "detach-disk": "no longer has the disk"
        case "detach-nic": "no longer has the network card"
        case "detach-device": "no longer has the device"
        case "change-disk", "change-nic": "changed"
        case "insert-media": "has the medium"
        case "eject-media": "ejected"
        case "suspend": "suspended"
        case "resume": "resumed"
        case "reset": "reset"
        case "reboot": "rebooted"
        case "save": "saved"
        case "restore": "restored"
        case "discard-saved-state": "has no saved state any more"
        case "change", "redefine": "changed"
        case "adopt": "adopted"
        case "release": "released"
        case "update": "changed"
        case "template": "made a template"
        case "untemplate": "no longer a template"
        case "rescue": "started from its CD-ROM"
        case "snapshot": "has the snapshot"
        case "snapshot-revert": "reverted"
        case "snapshot-delete": "no longer has the snapshot"
        case "freeze": "frozen"
        case "clone": "copied"
        case "grow": "grown"
        case "move": "moved"
        case "wipe": "wiped"
        case "refresh": "refreshed"
        case "download": "fetched"
        default: "done (\(kind))"
        }
    }
}
