import ApusModel
import FoundationEssentials
import OVF

/// Writes an OVA package onto a host: a tar archive of a descriptor, a manifest and the disks, in this order
/// (DMTF DSP0243 2.1.0, section 5.3).
struct PackageWriter {
    let machine: VirtualMachine
    let host: UUID
    /// Flat qcow2 copies of its disks.
    let disks: [VolumePlace]
    let target: VolumeName
    let spool: any ExportSpool
    let context: WorkflowContext

    var folder: String { machine.id.uuidString.lowercased() }

    func write(_ progress: (Double, String) -> Void) async throws {
        let content = try await context.drivers(host).forImages().content
        var files: [SpooledFile] = []
        var capacities: [Int64] = []
        for (index, disk) in disks.enumerated() {
            progress(0.6 + 0.2 * Double(index) / Double(disks.count), "packing disk \(index + 1) of \(disks.count)")
            let name = VolumeName(pool: disk.pool, volume: disk.name)
            let bytes = try await content.read(name, from: 0, length: nil)
            let size = try await content.content(of: name).size
            files.append(try await spool.vmdk("\(stem)-disk\(index + 1).vmdk", from: bytes, size: size, in: folder))
            capacities.append(try await context.volumes(host).read(disk)?.capacity ?? 0)
        }
        progress(0.8, "writing the package")
        let archive = try await archive(files, capacities)
        _ = try await content.makeEmpty(target)
        let written = try await content.write(archive, to: target, from: 0)
        guard try await content.content(of: target).size == written else {
            throw DriverError(.failed, "The host did not take the whole package.")
        }
    }

    private var stem: String { ResourceName.isValid(machine.name) ? machine.name : "machine" }

    private func archive(_ files: [SpooledFile], _ capacities: [Int64]) async throws -> ByteSequence {
        let descriptor = try Array(descriptor(files, capacities).utf8)
        let sums = [("\(stem).ovf", spool.sha256(descriptor))] + files.map { ($0.name, $0.sha256) }
        let manifest = Array(sums.map { "SHA256(\($0.0))= \($0.1)\n" }.joined().utf8)
        var parts = try [member("\(stem).ovf", descriptor), member("\(stem).mf", manifest)]
        for file in files {
            let header = TarHeader(name: file.name, size: file.size)
            parts.append(PlainBytes(try header.block()))
            parts.append(try await spool.read(file))
            parts.append(PlainBytes([UInt8](repeating: 0, count: Int(clamping: header.padding))))
        }
        return JoinedBytes(parts: parts + [PlainBytes(TarHeader.end)])
    }

    private func member(_ name: String, _ bytes: [UInt8]) throws -> ByteSequence {
        let header = TarHeader(name: name, size: Int64(bytes.count))
        return PlainBytes(try header.block() + bytes + [UInt8](repeating: 0, count: Int(clamping: header.padding)))
    }

    private func descriptor(_ files: [SpooledFile], _ capacities: [Int64]) throws -> String {
        let appliance = Appliance(
            name: machine.name, description: machine.description, cpus: machine.cpus, memory: machine.memory,
            disks: zip(files, capacities).map { .init(file: $0.name, capacity: $1) },
            nics: machine.nics.map { .init(network: $0.source ?? "default", model: Self.model($0.model)) },
            isUEFI: machine.firmware == "uefi")
        return try appliance.descriptor(
            sizes: Dictionary(files.map { ($0.name, $0.size) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Cards that VMware and VirtualBox have too; a virtio card becomes one that every system knows.
    private static func model(_ model: String?) -> String {
        switch model {
        case "e1000e": "E1000e"
        case "vmxnet3": "VmxNet3"
        default: "E1000"
        }
    }
}

/// Bytes that are at hand.
struct PlainBytes: AsyncSequence, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    struct AsyncIterator: AsyncIteratorProtocol {
        var bytes: [UInt8]?

        mutating func next() async throws -> [UInt8]? {
            defer { bytes = nil }
            return bytes?.isEmpty == true ? nil : bytes
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: bytes) }
}

/// One after the other, each begun when the one before has ended.
struct JoinedBytes: AsyncSequence, Sendable {
    let parts: [ByteSequence]

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<ByteSequence>
        var current: any AsyncIteratorProtocol<[UInt8], any Error>

        mutating func next() async throws -> [UInt8]? {
            while true {
                if let piece = try await current.next() { return piece }
                guard let part = rest.popFirst() else { return nil }
                current = part.makeAsyncIterator()
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rest: parts[...], current: PlainBytes([]).makeAsyncIterator())
    }
}
