import ApusModel
import FoundationEssentials
import Libvirt
import Testing

@testable import LibvirtDriver

@Suite struct AddressTests {
    @Test(arguments: [
        ("192.168.7.5", "192.168.7.5"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("fd00::5", "fd00::5"),
        ("127.0.0.1", nil), ("::1", nil), ("::", nil), ("0.0.0.0", nil), ("169.254.1.1", nil), ("fe80::1", nil),
        ("224.0.0.1", nil), ("ff02::1", nil), ("<script>", nil), ("", nil), ("1.2.3", nil), ("010.1.1.1.1", nil),
        ("fe80::1%eth0", nil), (String(repeating: "1", count: 100), nil), ("1.2.3.4\n", nil),
    ])
    func `only addresses that lead to a guest are kept, in one form`(_ text: String, _ expected: String?) {
        #expect(AddressText.canonical(text) == expected)
    }

    @Test func `hardware addresses are checked`() {
        #expect(AddressText.mac("52:54:00:AA:00:01") == "52:54:00:aa:00:01")
        for text in [nil, "", "52:54:00:AA:00", "52:54:00:aa:00:0g", "52-54-00-aa-00-01", "+1:+1:+1:+1:+1:+1"] {
            #expect(AddressText.mac(text) == nil, "\(text ?? "nil")")
        }
    }

    @Test func `a guest's list is capped, without repeats, own cards and IPv4 first`() {
        let own = "52:54:00:00:00:01"
        let liar = (0..<1000).map { GuestAddress(address: "10.1.\($0 / 250).\($0 % 250)", mac: nil, source: .agent) }
        let real = [
            GuestAddress(address: "fd00::1", mac: own, source: .agent),
            GuestAddress(address: "10.9.9.9", mac: own, source: .agent),
            GuestAddress(address: "10.9.9.9", mac: own, source: .agent),
        ]
        let found = [GuestAddress](tidied: liar + real, macs: [own])
        #expect(found.count == AddressText.limit)
        #expect(found.prefix(2).map(\.address) == ["10.9.9.9", "fd00::1"])
    }

    @Test func `a young guest without addresses is looked at sooner than others`() {
        let (now, tempo) = (ContinuousClock.now, Tempo())
        var entry = Roster.Entry(macs: [], hasAgent: false, startedAt: now)
        #expect(entry.next(after: now, tempo) == now + tempo.addresses)
        entry.observed = [GuestAddress(address: "10.0.0.1", mac: nil, source: .lease)]
        #expect(entry.next(after: now, tempo) == now + tempo.knownAddresses)
        entry.observed = []
        #expect(entry.next(after: now + tempo.youth, tempo) == now + tempo.youth + tempo.knownAddresses)
        entry.startedAt = nil
        #expect(entry.next(after: now, tempo) == now + tempo.knownAddresses)
    }
}
