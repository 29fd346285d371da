import ApusClient
import ApusModel
import ArgumentParser

extension AttachDisk.Bus: ExpressibleByArgument {}
extension AttachDisk.Cache: ExpressibleByArgument {}

struct VMDiskAttach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Attach a new disk, an existing volume, or an empty CD-ROM drive.",
        discussion: """
            Works while the machine runs and while it is off; a CD-ROM drive and the bus sata need it to be off. A new disk
            belongs to the machine and is deleted with it.

            Examples:
              apus vm disk attach web-1 --size 10G
              apus vm disk attach web-1 --volume apus/data.qcow2 --target vdc --read-only
              apus vm disk attach web-1 --cdrom
            """, aliases: ["add"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(
        help: ArgumentHelp("A new disk of this size, for example 10G.", valueName: "size"), transform: ByteSize.parse)
    var size: Int64?

    @Option(help: ArgumentHelp("An existing volume.", valueName: "pool/volume"))
    var volume: String?

    @Flag(help: "An empty CD-ROM drive; with --volume one with that medium.")
    var cdrom = false

    @Option(help: "The pool of the new disk.", completion: References.of(.pools))
    var pool: String?

    @Option(name: .customLong("format"), help: "qcow2 or raw, of the new disk.")
    var imageFormat: Image.Format?

    @Option(help: "How the guest reaches it.")
    var bus: AttachDisk.Bus?

    @Option(help: ArgumentHelp("The guest's name for it, such as vdb.", valueName: "name"))
    var target: String?

    @Flag(help: "The guest may only read.")
    var readOnly = false

    @Option(help: "How the host caches.")
    var cache: AttachDisk.Cache?

    @Flag(help: "Blocks that the guest discards stay taken.")
    var noDiscard = false

    @Option(help: ArgumentHelp("What the guest reads as its serial.", valueName: "text"))
    var serial: String?

    @Option(help: ArgumentHelp("Its place in the boot order, from 1.", valueName: "place"))
    var bootOrder: Int?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if [size != nil, volume != nil].count(where: { $0 }) != 1, !cdrom {
            throw ValidationError("Give one of --size, --volume and --cdrom.")
        }
        if cdrom, size != nil { throw ValidationError("A CD-ROM drive has no --size.") }
    }

    func run(_ session: Session) async throws {
        let (body, key) = (request, Client.idempotencyKey())
        try await session.carryOut([ref], wait) { try await session.client.attachDisk($0, body, key: key) }
    }

    private var request: AttachDisk {
        var body = AttachDisk(size: size, volume: volume)
        (body.pool, body.format, body.device) = (pool, imageFormat, cdrom ? .cdrom : nil)
        (body.bus, body.target, body.readOnly) = (bus, target, readOnly ? true : nil)
        (body.cache, body.discard, body.serial) = (cache, noDiscard ? false : nil, serial)
        body.bootOrder = bootOrder
        return body
    }
}
