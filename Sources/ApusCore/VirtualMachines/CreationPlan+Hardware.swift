import ApusModel
import FoundationEssentials
import Schema

extension CreationPlan {
    /// The hardware asked for, with the standards of the guest's system: Windows gets UEFI with Secure Boot and a TPM, since
    /// version 11 does not install without.
    static func hardware(
        _ request: CreateVirtualMachine, cpus: Int, memory: Int64
    ) throws -> MachineDefinition.Hardware {
        var hardware = MachineDefinition.Hardware()
        hardware.os = request.os ?? .linux
        let isWindows = hardware.os == .windows
        hardware.architecture = request.architecture
        hardware.machine = request.machine
        let wantsUEFI = request.secureBoot == true || isWindows
        hardware.firmware = request.firmware ?? (wantsUEFI ? .uefi : nil)
        hardware.secureBoot = request.secureBoot ?? (isWindows && hardware.firmware == .uefi)
        guard !hardware.secureBoot || hardware.firmware == .uefi else {
            throw fault("/secureBoot", "conflict", "needs firmware uefi")
        }
        hardware.tpm = request.tpm ?? isWindows
        hardware.cpu = request.cpu
        hardware.display = request.display ?? .vnc
        hardware.video = request.video
        hardware.title = request.title
        hardware.maximumCPUs = request.maximumCPUs
        hardware.maximumMemory = request.maximumMemory
        try check(hardware, request, cpus, memory)
        return hardware
    }

    private static func check(
        _ hardware: MachineDefinition.Hardware, _ request: CreateVirtualMachine, _ cpus: Int, _ memory: Int64
    ) throws {
        guard hardware.maximumCPUs ?? cpus >= cpus else {
            throw fault("/maximumCPUs", "range", "must be at least the \(cpus) it starts with")
        }
        guard hardware.maximumMemory ?? memory >= memory else {
            throw fault("/maximumMemory", "range", "must be at least the \(memory) bytes it starts with")
        }
        let all = hardware.maximumCPUs ?? cpus
        if let topology = request.cpu?.topology, topology.count != all {
            throw fault("/cpu/topology", "product", "sockets × dies × cores × threads must be \(all)")
        }
        if request.cpu?.mode != nil, request.cpu?.model != nil {
            throw fault("/cpu", "fields", "must have a mode or a model, not both")
        }
    }

    /// Whether a host must be asked what it can give.
    var needsCapabilities: Bool {
        hardware.architecture != nil || hardware.machine != nil || hardware.firmware != nil || hardware.tpm
            || hardware.cpu?.mode != nil || hardware.cpu?.model != nil || hardware.display == .spice
            || hardware.video != nil || hardware.maximumCPUs != nil
            || disks.contains { $0.wish.bus != nil && $0.wish.bus != .virtio }
    }

    /// What the request asks for and the host does not offer; nil when it offers all.
    func misfit(_ offer: MachineCapabilities, on host: Host) -> Problem.Fault? {
        let name = hardware.architecture ?? host.arch
        guard let architecture = offer.architectures.first(where: { $0.name == name }) else {
            return Self.unoffered("/architecture", name, offer.architectures.map(\.name), host)
        }
        let cpuFits: [(String, String?, [String])] = [
            ("/cpu/mode", request.cpu?.mode?.rawValue, architecture.cpuModes),
            ("/cpu/model", request.cpu?.model, architecture.cpuModels),
        ]
        let wishes: [(String, String?, [String])] =
            [
                ("/machine", hardware.machine, architecture.machines),
                ("/firmware", hardware.firmware?.rawValue, architecture.firmware),
                ("/secureBoot", hardware.secureBoot ? "true" : nil, architecture.secureBoot ? ["true"] : ["false"]),
                ("/tpm", hardware.tpm ? "true" : nil, architecture.tpm ? ["true"] : ["false"]),
                ("/display", hardware.display == .spice ? "spice" : nil, architecture.graphics),
                ("/video", hardware.video == "none" ? nil : hardware.video, architecture.video),
            ] + cpuFits + disks.map { ("\($0.pointer)/bus", $0.wish.bus?.rawValue, architecture.diskBuses) }
        for (pointer, wish, offered) in wishes {
            if let wish, !offered.contains(wish) { return Self.unoffered(pointer, wish, offered, host) }
        }
        guard hardware.maximumCPUs ?? cpus <= architecture.maximumCPUs || architecture.maximumCPUs == 0 else {
            return Self.unoffered(
                "/maximumCPUs", "\(hardware.maximumCPUs ?? cpus)", ["up to \(architecture.maximumCPUs)"], host)
        }
        return nil
    }

    private static func unoffered(
        _ pointer: String, _ wish: String, _ offered: [String], _ host: Host
    ) -> Problem.Fault {
        let list = offered.prefix(40).joined(separator: ", ") + (offered.count > 40 ? ", …" : "")
        return .init(
            pointer: pointer, code: "unoffered",
            message: "the host \(host.name) offers \(list.isEmpty ? "none" : list), not \(Echo.quoted(wish))")
    }
}
