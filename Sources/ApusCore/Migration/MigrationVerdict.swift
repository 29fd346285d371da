/// What both hosts together say of a machine on its way: who has it, and what is to be done so that exactly one runs it.
///
/// libvirt leaves this to a third party where a daemon died between the last page and the confirmation
/// (`qemuProcessRecoverMigrationOut`, phase PERFORM3_DONE); that party is this table.
enum MigrationVerdict: Equatable, Sendable {
    /// The source has it, and nothing is under way.
    case atSource
    /// The target has it; what the source may still keep of it never runs again.
    case atTarget
    /// A sending is at work: wait for its end.
    case underway
    /// Between two states, and nothing is sent: wait a while.
    case unsettled
    /// The source stopped for a sending that came to nothing: it runs on.
    case resumeSource
    /// What waits at the target is filled by nobody: it goes, it never ran.
    case dropArrival
    /// Neither has it running: the guest ended by itself meanwhile, or was stopped.
    case stopped
    /// Neither knows it.
    case lost
    /// Both run it. Nothing is done by itself.
    case both

    init(source: MigrationStanding, target: MigrationStanding) {
        self =
            switch (source, target) {
            case (.sending, _): .underway
            case (.running, .running), (.running, .paused), (.paused, .running), (.paused, .paused): .both
            case (_, .arriving): .dropArrival
            case (.halted, .running), (.halted, .paused): .atTarget
            case (.halted, _): .resumeSource
            case (.running, _), (.paused, _): .atSource
            case (_, .running), (_, .paused): .atTarget
            case (.arriving, _), (_, .sending), (_, .halted): .unsettled
            // It arrived, and ended there since.
            case (.absent, .off): .atTarget
            case (.off, _), (_, .off): .stopped
            case (.absent, .absent): .lost
            }
    }
}

extension MigrationVerdict {
    /// What did not come in time, in words.
    fileprivate static let delays: [MigrationVerdict: String] = [
        .resumeSource: "its source does not let it run on",
        .dropArrival: "its target does not let go of what never ran there",
    ]

    func delay(of name: String) -> String {
        "The VM \(name) is between two hosts: \(Self.delays[self] ?? "neither says that it has it")."
    }
}
