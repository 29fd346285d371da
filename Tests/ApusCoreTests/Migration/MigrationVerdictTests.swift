import Testing

@testable import ApusCore

/// Who has a machine on its way, from what two hosts say.
@Suite struct MigrationVerdictTests {
    @Test(arguments: [
        (MigrationStanding.running, MigrationStanding.absent, MigrationVerdict.atSource),
        (.paused, .absent, .atSource), (.running, .off, .atSource),
        (.sending, .arriving, .underway), (.sending, .absent, .underway),
        // The source's daemon died after the last page: the target runs it.
        (.halted, .running, .atTarget), (.halted, .paused, .atTarget),
        // The target is gone: what the source paused runs on.
        (.halted, .absent, .resumeSource), (.halted, .off, .resumeSource),
        // Nobody fills it any more, and it never ran.
        (.running, .arriving, .dropArrival), (.halted, .arriving, .dropArrival),
        (.absent, .running, .atTarget), (.off, .running, .atTarget), (.absent, .paused, .atTarget),
        (.off, .absent, .stopped), (.off, .off, .stopped),
        // It arrived, and powered itself off.
        (.absent, .off, .atTarget),
        (.absent, .absent, .lost), (.arriving, .absent, .unsettled), (.absent, .halted, .unsettled),
        (.running, .running, .both), (.paused, .running, .both), (.running, .paused, .both),
    ])
    func `both hosts decide`(
        _ source: MigrationStanding, _ target: MigrationStanding, _ verdict: MigrationVerdict
    ) {
        #expect(MigrationVerdict(source: source, target: target) == verdict)
    }

    @Test func `nothing but a guest that runs nowhere is let run on, and only the source`() {
        for source in MigrationStanding.allCases {
            for target in MigrationStanding.allCases where target == .running || target == .paused {
                #expect(MigrationVerdict(source: source, target: target) != .resumeSource, "\(source) \(target)")
            }
        }
    }
}
