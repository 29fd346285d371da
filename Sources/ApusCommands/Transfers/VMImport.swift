import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials
import OVF

struct VMImport: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a virtual machine of an OVA, an OVF or a disk of this machine.",
        discussion: """
            What the file is, its content says; a raw disk has no mark and must be named as one. The disks are sent, checked
            and converted to qcow2 by the host, copied for the machine, and the uploads are removed again. Importing needs the
            role operator. A connection that is cut is taken up again for a while; an import that fails removes what it sent.

            Examples:
              apus vm import box.ova --name box-1 --network lab
              apus vm import box.ovf --name box-1 --start
              apus vm import disk.vmdk --name old-1 --cpus 2 --memory 2G
              apus vm import disk.img --format raw --name old-2 --cpus 1 --memory 1G --firmware uefi
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Option(help: "The machine's name: 1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Option(name: .customLong("format"), help: "What a bare disk is; needed for raw only.")
    var fileFormat: Image.Format?

    @OptionGroup(title: "Machine") var machine: ImportOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
        guard fileFormat != .iso else { throw ValidationError("An ISO is no disk; see apus vm create --iso.") }
    }

    func run(_ session: Session) async throws {
        let package = try MachinePackage(session.terminal.surroundings.path(file), format: fileFormat)
        var body = try machine.request(name, package.appliance)
        var uploads: [String] = []
        do {
            for (index, disk) in package.disks.enumerated() {
                var wish = CreateVirtualMachine.Disk(size: disk.file == nil ? disk.capacity : nil)
                wish.bus = machine.bus ?? disk.bus
                if let file = disk.file {
                    let image = try await upload(file, disk.format, index, session)
                    uploads.append(image.id.uuidString.lowercased())
                    wish.image = uploads.last
                    body.host = image.copies.first?.host.uuidString.lowercased() ?? body.host
                }
                body.disks = (body.disks ?? []) + [wish]
            }
            let request = body
            let end = try await session.finish { try await session.client.create(request, key: $0) }
            await remove(uploads, session)
            try session.printResult(end, name: name, sentence: "vm \(name) imported from \(file)")
        } catch {
            await remove(uploads, session)
            throw error
        }
    }

    private func upload(
        _ file: LocalFile, _ format: Image.Format, _ index: Int, _ session: Session
    ) async throws -> Image {
        var upload = CreateImage(name: "import-\(name.prefix(40))-\(index + 1)", source: .upload)
        (upload.format, upload.host, upload.pool) = (format, machine.host, machine.pool)
        (upload.size, upload.sha256) = (file.size, try file.sha256())
        return try await session.upload(file, as: upload)
    }

    /// The machine has copies of its own.
    private func remove(_ uploads: [String], _ session: Session) async {
        for id in uploads {
            do {
                try await session.client.removeImage(id, force: true, key: Client.idempotencyKey())
            } catch {
                try? session.terminal.note("an upload is left; remove it with: apus image remove \(id)")
            }
        }
    }
}

/// What an imported machine gets, instead of or beside what its descriptor says.
struct ImportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Virtual CPUs; needed for a bare disk.", valueName: "count"))
    var cpus: Int?

    @Option(
        help: ArgumentHelp("Memory, for example 512M or 2G; needed for a bare disk.", valueName: "size"),
        transform: ByteSize.parse)
    var memory: Int64?

    @Option(help: "bios or uefi; what the descriptor says, else bios.")
    var firmware: CreateVirtualMachine.Firmware?

    @Option(
        help: ArgumentHelp(
            "The network its cards join, else the provider's; PACKAGE-NETWORK=network for those of one network of the package. May be repeated.",
            valueName: "network"))
    var network: [String] = []

    @Option(help: ArgumentHelp("The bus of all disks; what the descriptor says, else virtio.", valueName: "bus"))
    var bus: CreateVirtualMachine.Disk.Bus?

    @Option(help: ArgumentHelp("The model of all network cards, such as virtio or e1000e.", valueName: "model"))
    var nicModel: String?

    @Option(help: "The host; else the first that takes uploads.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The storage pool; the provider's when left away.", completion: References.of(.pools))
    var pool: String?

    @Flag(inversion: .prefixedNo, help: "Start it when it is made.")
    var start = false

    /// The request without its disks.
    func request(_ name: String, _ appliance: Appliance?) throws -> CreateVirtualMachine {
        var body = CreateVirtualMachine(name: name)
        (body.cpus, body.memory) = (cpus ?? appliance?.cpus, memory ?? appliance?.memory)
        guard body.cpus != nil, body.memory != nil else {
            throw ValidationError("A bare disk does not say what machine it needs: give --cpus and --memory.")
        }
        body.firmware = firmware ?? (appliance?.isUEFI == true ? .uefi : nil)
        body.description = appliance?.description.map { String($0.prefix(4096)) }
        (body.clone, body.start, body.pool, body.host) = (.full, start, pool, host)
        body.nics = nics(appliance)
        return body
    }

    private func nics(_ appliance: Appliance?) -> [CreateVirtualMachine.NIC] {
        let cards = appliance?.nics ?? [.init(network: "")]
        return cards.map { card in
            let own = network.first { $0.hasPrefix(card.network + "=") }?.dropFirst(card.network.count + 1)
            var nic = CreateVirtualMachine.NIC(network: own.map(String.init) ?? network.first { !$0.contains("=") })
            nic.model = nicModel ?? Self.model(card.model)
            return nic
        }
    }

    /// The models that QEMU has too.
    private static func model(_ name: String?) -> String? {
        switch name?.lowercased() {
        case "e1000": "e1000"
        case "e1000e": "e1000e"
        case "vmxnet3": "vmxnet3"
        default: nil
        }
    }
}

extension CreateVirtualMachine.Disk.Bus: ExpressibleByArgument {}
