import Libvirt

/// The connections to one host. Three, since libvirtd serves five calls of a client at a time, and a stuck guest or a
/// long copy must not delay what is read.
struct Lanes: Sendable {
    /// Listings, reads and events.
    let reads: HostConnection
    /// Defines, starts, stops, makes volumes.
    let changes: HostConnection
    /// Copies and streams; opened by the first of them.
    let bulk: HostConnection
    let driver: LibvirtAddress.Driver

    init(_ address: LibvirtAddress) {
        driver = address.driver
        reads = HostConnection(address)
        guard address.driver != .test else {
            // What the test driver holds, it holds per connection.
            changes = reads
            bulk = reads
            return
        }
        var quiet = HostConnection.Configuration()
        quiet.wantsEvents = false
        changes = HostConnection(address, quiet)
        bulk = HostConnection(address, quiet)
    }

    func close() async {
        async let first: Void = reads.shutdown()
        async let second: Void = changes.shutdown()
        async let third: Void = bulk.shutdown()
        _ = await (first, second, third)
    }
}
