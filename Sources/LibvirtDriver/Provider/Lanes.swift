import Libvirt

/// The connections to one host, each with a thread of its own. Several, since a stuck guest or a long copy must not delay
/// what is read.
///
/// One thread each: where several threads wait on one connection, libvirt's client before 10.4 may read a dead stack frame
/// when the host stops answering (CVE-2024-4418; met here with 9.0, as a crash of the whole server).
struct Lanes: Sendable {
    /// Listings, reads and events.
    let reads: HostConnection
    /// Several, since a call to a machine whose QEMU hangs lasts for minutes; see ``changes``.
    private let changing: [HostConnection]
    /// What waits for a guest's own agent.
    let guests: HostConnection
    /// Uploads and looks into images.
    let bulk: HostConnection
    /// Copies that take long.
    let copies: HostConnection
    /// Jobs of one machine that take long: memory saved and restored, snapshots, merges.
    let jobs: HostConnection
    /// Machines that are sent to other hosts; see ``migrations``.
    private let sending: [HostConnection]
    /// Changes of pools, and looks at all volumes, which a dead share may hold up.
    let volumes: HostConnection
    /// Short questions about pools and volumes, over a connection of their own: one that waits behind a long change would pass for
    /// storage that is silent.
    let storage: StorageAnswers
    private let questions: HostConnection
    /// Measuring, which a QEMU that hangs holds up.
    let statistics: HostConnection
    /// Bytes of volumes, which come and go at the pace of clients.
    let transfers: Transfers
    /// Serial consoles, each for as long as somebody has it open.
    let consoles: Transfers
    let driver: LibvirtAddress.Driver
    /// Whether the host's files are this process's files.
    let isLocal: Bool

    /// All but the first are opened by their first call.
    init(_ address: LibvirtAddress) {
        driver = address.driver
        isLocal = address.host == nil
        // What the test driver holds, it holds per connection; it lives in this process and has no client.
        let only = driver == .test ? HostConnection(address) : nil
        var single = HostConnection.Configuration()
        single.threads = 1
        reads = only ?? HostConnection(address, single)
        single.wantsEvents = false
        func lane() -> HostConnection { only ?? HostConnection(address, single) }
        changing = only.map { [$0] } ?? (0..<4).map { _ in lane() }
        guests = lane()
        bulk = lane()
        copies = lane()
        jobs = lane()
        sending = only.map { [$0] } ?? (0..<4).map { _ in lane() }
        volumes = lane()
        questions = lane()
        storage = StorageAnswers(questions)
        statistics = lane()
        func several(_ count: Int) -> [HostConnection] {
            only == nil ? (0..<count).map { [single] _ in HostConnection(address, single) } : []
        }
        transfers = Transfers(several(4))
        consoles = Transfers(several(16), of: "serial consoles")
    }

    /// Defines, starts, stops, makes volumes: the least busy of its connections, so that one machine's QEMU holds up nobody else.
    var changes: HostConnection { changing.min { $0.load < $1.load } ?? reads }

    /// Sends one machine: the least busy of as many as may be sent at once.
    var migrations: HostConnection { sending.min { $0.load < $1.load } ?? reads }

    /// Opens again those that were lost, since ``reads`` was answered: each by itself would wait its own while, and refuse.
    func hurry() {
        for connection in others { connection.hurry() }
    }

    /// Ends all of them at once.
    func close() async {
        await withTaskGroup(of: Void.self) { group in
            for connection in [reads] + others { group.addTask { await connection.shutdown() } }
        }
    }

    private var others: [HostConnection] {
        [guests, bulk, copies, jobs, volumes, questions, statistics] + changing + sending + transfers.all
            + consoles.all
    }
}
