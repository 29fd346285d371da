import ApusModel
import ArgumentParser

extension Accelerator: ExpressibleByArgument {}
extension CreateVirtualMachine.Clone: ExpressibleByArgument {}

/// What the machine is made of.
struct MachineOptions: ParsableArguments {
    @Option(help: "The image it is made from.", completion: References.of(.images))
    var image: String?

    @Option(
        help: ArgumentHelp("A CD-ROM to boot from, by image or pool/volume.", valueName: "image"),
        completion: References.of(.images))
    var iso: String?

    @Option(help: ArgumentHelp("A second CD-ROM, such as virtio drivers for Windows.", valueName: "image"))
    var driversISO: String?

    @Option(help: ArgumentHelp("An existing disk to use as it is.", valueName: "pool/volume"))
    var volume: String?

    @Option(help: ArgumentHelp("A template to make it from.", valueName: "vm"), completion: References.of(.vms))
    var template: String?

    @Option(help: "linked shares the data of the image or template, full copies it.")
    var clone: CreateVirtualMachine.Clone?

    @Option(help: ArgumentHelp("Its size by name.", valueName: "type"), completion: References.of(.instanceTypes))
    var instanceType: String?

    @Option(help: ArgumentHelp("Virtual CPUs, instead of an instance type.", valueName: "count"))
    var cpus: Int?

    @Option(help: ArgumentHelp("Memory, for example 512M or 2G.", valueName: "size"), transform: ByteSize.parse)
    var memory: Int64?

    @Option(
        help: ArgumentHelp(
            "Size of the first disk, at least the image's; each further one, or one with keys, is one more disk: size=20G,pool=fast,bus=sata,format=raw,cache=none,discard=no,serial=x,image=i or volume=pool/name.",
            valueName: "size|key=value,…"), transform: DiskArgument.init)
    var disk: [DiskArgument] = []

    @Option(help: "The host to run on.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The network to join.", completion: References.of(.networks))
    var network: String?

    @Option(
        help: ArgumentHelp(
            "A network interface; may be repeated: a network's name, or network=n, bridge=b[,ovs], device=d,mode=bridge, and mac=…, model=…, filter=…, link=down.",
            valueName: "network|key=value,…"), transform: NICArgument.init)
    var nic: [NICArgument] = []

    @Option(help: "The storage pool for its disks.", completion: References.of(.pools))
    var pool: String?

    @Option(help: "How its processor runs.")
    var accelerator: Accelerator?

    @Option(help: ArgumentHelp("A short title.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("A note.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("A tag; may be repeated.", valueName: "word"))
    var tag: [String] = []

    @Flag(inversion: .prefixedNo, help: "Start it when it is made.")
    var start = true

    func validate() throws {
        if instanceType != nil, cpus != nil || memory != nil {
            throw ValidationError("Give either --instance-type, or --cpus and --memory.")
        }
        if instanceType == nil, cpus == nil || memory == nil {
            throw ValidationError("The size is missing: give --instance-type, or --cpus and --memory.")
        }
        if let cpus, cpus < 1 { throw ValidationError("--cpus must be at least 1.") }
        guard [image, volume, template].compactMap(\.self).count <= 1 else {
            throw ValidationError("Give one of --image, --volume and --template.")
        }
        guard image != nil || volume != nil || template != nil || iso != nil || !disk.isEmpty else {
            throw ValidationError("Say what it is made from: --image, --iso, --volume, --template or --disk.")
        }
    }

    func apply(to body: inout CreateVirtualMachine) {
        (body.image, body.iso, body.driversISO, body.volume, body.template) = (image, iso, driversISO, volume, template)
        (body.instanceType, body.cpus, body.memory, body.clone) = (instanceType, cpus, memory, clone)
        (body.host, body.network, body.pool, body.accelerator) = (host, network, pool, accelerator)
        (body.title, body.description, body.tags) = (title, description, tag.isEmpty ? nil : tag)
        body.start = start
        var disks = disk.map(\.disk)
        // A bare size is the first disk's, where something else makes that one.
        if image ?? iso ?? template != nil, let first = disk.first, first.isBareSize {
            body.diskSize = first.disk.size
            disks.removeFirst()
        }
        body.disks = disks.isEmpty ? nil : disks
        if !nic.isEmpty { body.nics = nic.map(\.nic) }
    }
}
