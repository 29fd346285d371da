import ApusClient
import ApusModel
import OVF

/// A machine that another hypervisor wrote down, or the bare disk of one.
struct MachinePackage {
    struct Disk {
        /// nil for an empty disk.
        var file: LocalFile?
        var format: Image.Format = .qcow2
        /// Bytes that the guest sees; only an empty disk needs them.
        var capacity: Int64?
        var bus: CreateVirtualMachine.Disk.Bus?
    }

    /// What a descriptor says; nil for a bare disk.
    var appliance: Appliance?
    var disks: [Disk]

    /// Reads an OVA, an OVF descriptor with its files beside it, or a disk. What it is, its content says.
    /// - Parameter format: what a bare disk is; needed for raw, which has no mark of its own.
    /// - Throws: ``ClientError`` `bad-package`.
    init(_ path: String, format: Image.Format?) throws {
        let file = try LocalFile(reading: path)
        let head = try file.bytes(at: 0, count: 512)
        do throws(OVFError) {
            if format == nil, Self.isArchive(head) {
                self = try Self.package(try Archive(file))
            } else if format == nil, Self.isDescriptor(head) {
                self = try Self.package(try Folder(file))
            } else {
                let found = try Self.format(of: head, path)
                guard let format = format ?? found else {
                    throw OVFError("\(path) has no mark of a disk format; if it is a raw disk, say so: --format raw")
                }
                self.init(appliance: nil, disks: [Disk(file: file, format: format)])
            }
        } catch {
            throw ClientError(.badPackage, "\(path) cannot be imported: \(error.description).")
        }
    }

    private init(appliance: Appliance?, disks: [Disk]) { (self.appliance, self.disks) = (appliance, disks) }

    private static func package(_ source: some PackageSource) throws(OVFError) -> MachinePackage {
        let appliance = try Appliance(descriptor: try source.descriptor())
        try source.verify()
        var disks: [Disk] = []
        for disk in appliance.disks {
            let bus = CreateVirtualMachine.Disk.Bus(rawValue: disk.bus == .ide ? "sata" : disk.bus.rawValue)
            guard let name = disk.file else {
                disks.append(Disk(capacity: disk.capacity, bus: bus))
                continue
            }
            let file = try source.file(name)
            guard let format = try Self.format(of: try Self.head(of: file), name) else {
                throw OVFError("its file \(name) is neither vmdk, qcow2 nor vdi")
            }
            disks.append(Disk(file: file, format: format, bus: bus))
        }
        guard !disks.isEmpty else { throw OVFError("the machine has no disks") }
        return MachinePackage(appliance: appliance, disks: disks)
    }

    private static func head(of file: LocalFile) throws(OVFError) -> [UInt8] {
        do { return try file.bytes(at: 0, count: 512) } catch { throw OVFError("a file cannot be read: \(error)") }
    }

    /// The mark of a tar archive (POSIX.1-2017, ustar).
    private static func isArchive(_ head: [UInt8]) -> Bool { head.dropFirst(257).starts(with: Array("ustar".utf8)) }

    private static func isDescriptor(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head, as: UTF8.self).drop { $0 == "\u{FEFF}" || $0.isWhitespace }
        return text.hasPrefix("<?xml") || text.hasPrefix("<Envelope") || text.hasPrefix("<ovf:Envelope")
    }

    private static func format(of head: [UInt8], _ name: String) throws(OVFError) -> Image.Format? {
        if head.starts(with: Array("KDMV".utf8)) { return .vmdk }
        if head.starts(with: Array("QFI".utf8) + [0xFB]) { return .qcow2 }
        if head.dropFirst(64).starts(with: [0x7F, 0x10, 0xDA, 0xBE]) { return .vdi }
        if head.starts(with: Array("# Disk DescriptorFile".utf8)) {
            throw OVFError(
                "\(name) is a VMDK description that names other files; make one file of it with qemu-img convert -O vmdk -o subformat=streamOptimized"
            )
        }
        return nil
    }
}

/// Where the files of a package are.
protocol PackageSource {
    func descriptor() throws(OVFError) -> [UInt8]
    /// Compares all files with the manifest, where there is one.
    func verify() throws(OVFError)
    func file(_ name: String) throws(OVFError) -> LocalFile
}

extension ClientError.Code {
    /// A file that no machine can be made from.
    static let badPackage = ClientError.Code(rawValue: "bad-package")
}
