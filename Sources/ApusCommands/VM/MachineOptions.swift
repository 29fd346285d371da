import ApusModel
import ArgumentParser

extension Accelerator: ExpressibleByArgument {}
extension CreateVirtualMachine.Clone: ExpressibleByArgument {}

/// What the machine is made of.
struct MachineOptions: ParsableArguments {
    @Option(help: "The image it is made from.", completion: References.of(.images))
    var image: String

    @Option(help: ArgumentHelp("Its size by name.", valueName: "type"), completion: References.of(.instanceTypes))
    var instanceType: String?

    @Option(help: ArgumentHelp("Virtual CPUs, instead of an instance type.", valueName: "count"))
    var cpus: Int?

    @Option(help: ArgumentHelp("Memory, for example 512M or 2G.", valueName: "size"), transform: ByteSize.parse)
    var memory: Int64?

    @Option(help: ArgumentHelp("Disk, at least as large as the image.", valueName: "size"), transform: ByteSize.parse)
    var disk: Int64?

    @Option(help: "linked shares the image's data, full copies it.")
    var clone: CreateVirtualMachine.Clone?

    @Option(help: "The host to run on.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The network to join.", completion: References.of(.networks))
    var network: String?

    @Option(help: "The storage pool for its disk.", completion: References.of(.pools))
    var pool: String?

    @Option(help: "How its processor runs.")
    var accelerator: Accelerator?

    @Option(help: ArgumentHelp("A note.", valueName: "text"))
    var description: String?

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
    }

    func apply(to body: inout CreateVirtualMachine) {
        body.instanceType = instanceType
        body.cpus = cpus
        body.memory = memory
        body.diskSize = disk
        body.clone = clone
        body.host = host
        body.network = network
        body.pool = pool
        body.accelerator = accelerator
        body.description = description
        body.start = start
    }
}
