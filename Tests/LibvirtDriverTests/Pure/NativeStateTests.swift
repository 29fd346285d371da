import ApusModel
import Libvirt
import Testing

@testable import LibvirtDriver

@Suite struct NativeStateTests {
    @Test(arguments: [
        (DomainState.running, 1, false, VirtualMachineState.running, "running (booted)"),
        (.running, 0, false, .running, "running"),
        (.running, 10, false, .migrating, "running (post-copy)"),
        (.blocked, 0, false, .running, "idle"),
        (.paused, 1, false, .paused, "paused (user)"),
        (.paused, 2, false, .migrating, "paused (migrating)"),
        (.paused, 5, false, .paused, "paused (I/O error)"),
        (.paused, 11, false, .starting, "paused (starting up)"),
        (.guestSuspended, 0, false, .paused, "pmsuspended"),
        (.shutdown, 1, false, .stopping, "in shutdown (user)"),
        (.shutoff, 2, false, .off, "shut off (destroyed)"),
        (.shutoff, 5, true, .saved, "shut off (saved)"),
        (.crashed, 1, false, .crashed, "crashed (panicked)"),
        (.none, 0, false, .unknown, "no state"),
        (DomainState(rawValue: 77), 5, false, .unknown, "state 77"),
        (.running, 99, false, .running, "running"),
        (.running, -1, false, .running, "running"),
    ])
    func `a state has its word of the closed list and libvirt's own`(
        _ native: DomainState, _ reason: Int, _ saved: Bool, _ state: VirtualMachineState, _ words: String
    ) {
        let found = NativeState(native, reason: Int32(reason), hasManagedSave: saved)
        #expect(found.state == state)
        #expect(found.words == words)
    }
}
