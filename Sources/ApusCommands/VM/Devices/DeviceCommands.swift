import ArgumentParser

/// `apus vm disk …`
struct VMDisk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disk", abstract: "Disks of a virtual machine: attach, detach, grow, limit, list.",
        subcommands: [
            VMDiskList.self, VMDiskAttach.self, VMDiskDetach.self, VMDiskGrow.self, VMDiskLimit.self,
        ], aliases: ["disks"])
}

/// `apus vm media …`
struct VMMedia: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "media", abstract: "Media of CD-ROM drives: insert, eject.",
        subcommands: [VMMediaInsert.self, VMMediaEject.self])
}

/// `apus vm nic …`
struct VMNIC: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nic", abstract: "Network cards of a virtual machine: attach, detach, set, list.",
        subcommands: [VMNICList.self, VMNICAttach.self, VMNICSet.self, VMNICDetach.self],
        aliases: ["nics", "interface"])
}

/// `apus vm device …`
struct VMDevice: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "USB and PCI devices of the host in a virtual machine: attach, detach.",
        subcommands: [VMDeviceAttach.self, VMDeviceDetach.self], aliases: ["devices", "hostdev"])
}
