import ApusCore
import ApusModel
import FoundationEssentials

extension MachineDefinition {
    /// A small machine of Apus's own, with a system disk and a seed in the pool `apus`.
    public static func sample(
        id: UUID = UUID(), name: String = "web1", operation: UUID = UUID(), cpus: Int = 1, memory: Int64 = 256 << 20
    ) -> MachineDefinition {
        MachineDefinition(
            id: id, name: name, description: nil, cpus: cpus, memory: memory, accelerator: .tcg, disks: [],
            nics: [.init(network: "default", mac: "52:54:00:00:00:01")],
            ownership: .init(
                operation: operation, image: "debian", instanceType: nil,
                createdAt: Date(timeIntervalSince1970: 1_800_000_000),
                createdBy: "tester", volumes: ["apus/apus-\(id.uuidString.lowercased()).qcow2"]))
    }
}

extension ImageFacts {
    /// A plain qcow2 image of 1 GiB; the flags make it one that must be refused.
    public static func qcow2(
        size: UInt64 = 1 << 30, version: UInt32 = 3, backing: UInt64 = 0, encryption: UInt32 = 0, features: UInt64 = 0
    ) -> ImageFacts {
        var header = Data("QFI".utf8) + Data([0xFB])
        header.append(bigEndian: version)
        header.append(bigEndian: backing)
        header.append(bigEndian: UInt32(0))
        header.append(bigEndian: UInt32(16))
        header.append(bigEndian: size)
        header.append(bigEndian: encryption)
        header.append(Data(count: 72 - header.count))
        header.append(bigEndian: features)
        header.append(Data(count: 112 - header.count))
        return ImageFacts(virtualSize: Int64(clamping: size), header: header)
    }
}

extension Data {
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension FakeHost {
    /// A machine on this host, with its disk where Apus made it.
    @discardableResult
    public func settle(_ definition: MachineDefinition, _ state: VirtualMachineState, managed: Bool = true) -> UUID {
        self.state.withLock { host in
            host.pools.insert("apus")
            host.world.machines[definition.id] = Machine(definition, state: state, managed: managed)
            for volume in definition.ownership.volumes { host.world.volumes[volume] = "disk" }
        }
        return definition.id
    }
}
