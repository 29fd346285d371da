import ApusModel
import ArgumentParser

extension ChangeVirtualMachine.Firmware: ExpressibleByArgument {}
extension ChangeVirtualMachine.Graphics: ExpressibleByArgument {}
extension ChangeVirtualMachine.CPU.Mode: ExpressibleByArgument {}

/// How large a machine is to be.
struct SizeChanges: ParsableArguments {
    @Option(help: ArgumentHelp("Virtual CPUs.", valueName: "count"))
    var cpus: Int?

    @Option(help: ArgumentHelp("Memory, for example 512M or 2G.", valueName: "size"), transform: ByteSize.parse)
    var memory: Int64?

    @Option(help: ArgumentHelp("CPUs it may get without a restart.", valueName: "count"))
    var maxCpus: Int?

    @Option(help: ArgumentHelp("Memory it may get without a restart.", valueName: "size"), transform: ByteSize.parse)
    var maxMemory: Int64?

    func apply(to change: inout ChangeVirtualMachine) {
        (change.cpus, change.memory) = (cpus, memory)
        (change.maximumCPUs, change.maximumMemory) = (maxCpus, maxMemory)
    }
}

/// What people say of a machine.
struct WordChanges: ParsableArguments {
    @Option(help: ArgumentHelp("One line.", valueName: "text"))
    var title: String?

    @Option(name: [.customLong("note"), .customLong("description")], help: ArgumentHelp("A note.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("A tag, in place of those it has; may be repeated.", valueName: "word"))
    var tag: [String] = []

    @Flag(help: "Take all tags away.")
    var noTags = false

    func validate() throws {
        if noTags, !tag.isEmpty { throw ValidationError("Give either --tag or --no-tags.") }
    }

    func apply(to change: inout ChangeVirtualMachine) {
        (change.title, change.description) = (title, note)
        change.tags = tag.isEmpty ? (noTags ? [] : nil) : tag
    }
}

/// Whether and when a machine starts with its host.
struct StartChanges: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Start it with its host, or no longer.")
    var autostart: Bool?

    @Option(help: ArgumentHelp("Its place among those started one after the other; 0 for none.", valueName: "number"))
    var startOrder: Int?

    @Option(help: ArgumentHelp("How long the next one waits once this one has started.", valueName: "seconds"))
    var startDelay: Int?

    func apply(to change: inout ChangeVirtualMachine) {
        (change.autostart, change.startOrder, change.startDelay) = (autostart, startOrder, startDelay)
    }
}

/// What a machine is made of; all of it from its next start.
struct HardwareChanges: ParsableArguments {
    @Option(help: ArgumentHelp("Disks and NICs to boot from, in order: vda,52:54:00:12:34:56.", valueName: "devices"))
    var boot: String?

    @Option(help: "Whose processor its own is like.")
    var cpuMode: ChangeVirtualMachine.CPU.Mode?

    @Option(help: ArgumentHelp("A CPU model by name.", valueName: "model"))
    var cpuModel: String?

    @Option(
        help: ArgumentHelp("Sockets, cores and threads, for example 1x4x2.", valueName: "SxCxT"),
        transform: HardwareChanges.topology)
    var topology: ChangeVirtualMachine.Topology?

    @Option(help: ArgumentHelp("A machine type, for example q35.", valueName: "type"))
    var machine: String?

    @Option(help: "What it starts with.")
    var firmware: ChangeVirtualMachine.Firmware?

    @Option(help: "Its display.")
    var graphics: ChangeVirtualMachine.Graphics?

    @Option(help: ArgumentHelp("The model of its video card, for example virtio.", valueName: "model"))
    var video: String?

    func apply(to change: inout ChangeVirtualMachine) {
        change.bootOrder = boot?.split(separator: ",").map(String.init)
        if cpuMode != nil || cpuModel != nil || topology != nil {
            change.cpu = .init(mode: cpuMode, model: cpuModel, topology: topology)
        }
        (change.machine, change.firmware, change.graphics, change.video) = (machine, firmware, graphics, video)
    }

    private static func topology(_ text: String) throws -> ChangeVirtualMachine.Topology {
        let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3, parts.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("'\(text)' is no topology; write sockets, cores and threads like 1x4x2.")
        }
        return .init(sockets: parts[0], cores: parts[1], threads: parts[2])
    }
}
