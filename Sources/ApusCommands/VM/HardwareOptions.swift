import ApusModel
import ArgumentParser

extension CreateVirtualMachine.GuestSystem: ExpressibleByArgument {}
extension CreateVirtualMachine.Firmware: ExpressibleByArgument {}
extension CreateVirtualMachine.BootDevice: ExpressibleByArgument {}
extension CreateVirtualMachine.Display: ExpressibleByArgument {}

/// The machine's hardware beyond size, disks and network; what a host offers says `apus host capabilities`.
struct HardwareOptions: ParsableArguments {
    @Option(help: "Chooses fitting hardware; windows gets UEFI, Secure Boot, a TPM and devices it has drivers for.")
    var os: CreateVirtualMachine.GuestSystem?

    @Option(help: "What the machine starts with.")
    var firmware: CreateVirtualMachine.Firmware?

    @Flag(inversion: .prefixedNo, help: "Start signed systems only; needs UEFI.")
    var secureBoot: Bool?

    @Flag(inversion: .prefixedNo, help: "An emulated TPM 2.0.")
    var tpm: Bool?

    @Option(help: ArgumentHelp("The machine type, such as q35.", valueName: "type"))
    var machine: String?

    @Option(help: ArgumentHelp("The architecture; else the host's.", valueName: "name"))
    var arch: String?

    @Option(help: ArgumentHelp("host-passthrough, host-model, maximum, or a named model.", valueName: "cpu"))
    var cpu: String?

    @Option(help: ArgumentHelp("Sockets, cores and threads, such as 1x4x2.", valueName: "SxCxT"))
    var topology: String?

    @Option(name: .customLong("max-cpus"), help: ArgumentHelp("CPUs it may grow to while it runs.", valueName: "count"))
    var maxCPUs: Int?

    @Option(help: ArgumentHelp("Memory it may grow to while it runs.", valueName: "size"), transform: ByteSize.parse)
    var maxMemory: Int64?

    @Option(help: ArgumentHelp("What it boots from, first first: disk, cdrom, network.", valueName: "device,…"))
    var boot: String?

    @Option(help: "Where its screen can be seen.")
    var display: CreateVirtualMachine.Display?

    @Option(help: ArgumentHelp("The model of the video card, such as virtio.", valueName: "model"))
    var video: String?

    func apply(to body: inout CreateVirtualMachine) throws {
        (body.os, body.firmware, body.secureBoot, body.tpm) = (os, firmware, secureBoot, tpm)
        (body.machine, body.architecture) = (machine, arch)
        (body.maximumCPUs, body.maximumMemory) = (maxCPUs, maxMemory)
        (body.display, body.video) = (display, video)
        if let boot {
            body.bootOrder = try boot.split(separator: ",").map {
                try KeyedArgument.choice(CreateVirtualMachine.BootDevice.self, String($0))
            }
        }
        guard cpu != nil || topology != nil else { return }
        let mode = cpu.flatMap(CreateVirtualMachine.CPU.Mode.init)
        body.cpu = .init(mode: mode, model: mode == nil ? cpu : nil, topology: try topology.map(Self.topology))
    }

    private static func topology(_ text: String) throws -> CreateVirtualMachine.Topology {
        let numbers = text.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 3, text.filter({ $0 == "x" }).count == 2 else {
            throw ValidationError("'\(text)' is no topology; write sockets, cores and threads like 1x4x2.")
        }
        return .init(sockets: numbers[0], cores: numbers[1], threads: numbers[2])
    }
}
