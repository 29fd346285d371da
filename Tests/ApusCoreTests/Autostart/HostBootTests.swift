import ApusCore
import Testing

@Suite struct HostBootTests {
    @Test(
        arguments: [
            (HostBoot(id: "a"), HostBoot(id: "a"), false),
            (HostBoot(id: "a"), HostBoot(id: "b"), true),
            (HostBoot(busyTime: 100), HostBoot(busyTime: 100), false),
            (HostBoot(busyTime: 100), HostBoot(busyTime: 101), false),
            (HostBoot(busyTime: 100), HostBoot(busyTime: 99), true),
            (HostBoot(id: "a"), HostBoot(busyTime: 1), false),
            (HostBoot(id: "a"), HostBoot(), false),
        ])
    func `another id or a processor time that shrinks is a new boot, and what cannot be compared is none`(
        _ earlier: HostBoot, _ later: HostBoot, _ isNew: Bool
    ) {
        #expect(later.isNew(after: earlier) == isNew)
    }
}
