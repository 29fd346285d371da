import ApusClient
import ApusModel
import ArgumentParser

struct VMMediaInsert: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "insert", abstract: "Put an image or a volume into a CD-ROM drive.",
        discussion: """
            Examples:
              apus vm media insert web-1 sda installer
              apus vm media insert web-1 sda --volume isos/installer.iso
            """, aliases: ["change"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The guest's name for the drive, such as sda.")
    var target: String

    @Argument(help: "An image of raw format.", completion: References.of(.images))
    var image: String?

    @Option(help: ArgumentHelp("A volume instead.", valueName: "pool/volume"))
    var volume: String?

    @Flag(help: "Also where the guest has locked the tray.")
    var force = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if (image == nil) == (volume == nil) { throw ValidationError("Give an image or --volume.") }
    }

    func run(_ session: Session) async throws {
        var body = InsertMedia(image: image, volume: volume)
        body.force = force ? true : nil
        let (media, key) = (body, Client.idempotencyKey())
        try await session.carryOut([ref], wait) {
            try await session.client.insertMedia($0, target, media, key: key)
        }
    }
}

struct VMMediaEject: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "eject", abstract: "Take the medium out of a CD-ROM drive.",
        discussion: """
            Examples:
              apus vm media eject web-1 sda
              apus vm media eject web-1 sda --force
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The guest's name for the drive, such as sda.")
    var target: String

    @Flag(help: "Also where the guest has locked the tray.")
    var force = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) {
            try await session.client.ejectMedia($0, target, force: force, key: key)
        }
    }
}
