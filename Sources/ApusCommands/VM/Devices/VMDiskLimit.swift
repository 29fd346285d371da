import ApusClient
import ApusModel
import ArgumentParser

struct VMDiskLimit: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Limit what a guest may take of a disk, at once; 0 is no limit.",
        discussion: """
            Sizes and numbers are per second. What is not named stays as it is. Limits of both ways together exclude those of
            one way.

            Examples:
              apus vm disk limit web-1 vda --bytes 100M --operations 2000
              apus vm disk limit web-1 vda --read-bytes 50M --write-bytes 20M --write-bytes-burst 40M
              apus vm disk limit web-1 vda --bytes 0
            """, aliases: ["blkdeviotune"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The guest's name for it, such as vda.")
    var target: String

    @Option(help: ArgumentHelp("Bytes, both ways.", valueName: "size"), transform: ByteSize.parse) var bytes: Int64?
    @Option(help: ArgumentHelp("Bytes that are read.", valueName: "size"), transform: ByteSize.parse)
    var readBytes: Int64?
    @Option(help: ArgumentHelp("Bytes that are written.", valueName: "size"), transform: ByteSize.parse)
    var writeBytes: Int64?
    @Option(help: ArgumentHelp("Operations, both ways.", valueName: "count")) var operations: Int64?
    @Option(help: ArgumentHelp("Reads.", valueName: "count")) var readOperations: Int64?
    @Option(help: ArgumentHelp("Writes.", valueName: "count")) var writeOperations: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "size"), transform: ByteSize.parse)
    var bytesBurst: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "size"), transform: ByteSize.parse)
    var readBytesBurst: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "size"), transform: ByteSize.parse)
    var writeBytesBurst: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "count")) var operationsBurst: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "count")) var readOperationsBurst: Int64?
    @Option(help: ArgumentHelp("The same for a moment.", valueName: "count")) var writeOperationsBurst: Int64?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if limits == DiskLimits() { throw ValidationError("Give at least one limit, such as --bytes 100M.") }
    }

    func run(_ session: Session) async throws {
        let (change, key) = (ChangeDisk(limits: limits), Client.idempotencyKey())
        try await session.carryOut([ref], wait) {
            try await session.client.changeDisk($0, target, change, key: key)
        }
    }

    private var limits: DiskLimits {
        var limits = DiskLimits()
        (limits.bytesPerSecond, limits.bytesPerSecondBurst) = (bytes, bytesBurst)
        (limits.readBytesPerSecond, limits.readBytesPerSecondBurst) = (readBytes, readBytesBurst)
        (limits.writeBytesPerSecond, limits.writeBytesPerSecondBurst) = (writeBytes, writeBytesBurst)
        (limits.operationsPerSecond, limits.operationsPerSecondBurst) = (operations, operationsBurst)
        (limits.readOperationsPerSecond, limits.readOperationsPerSecondBurst) = (readOperations, readOperationsBurst)
        (limits.writeOperationsPerSecond, limits.writeOperationsPerSecondBurst) = (
            writeOperations, writeOperationsBurst
        )
        return limits
    }
}
