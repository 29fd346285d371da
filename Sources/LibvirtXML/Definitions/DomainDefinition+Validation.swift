extension DomainDefinition {
    func validate() throws(DefinitionError) {
        try Self.check(memory: maximumMemory, field: "maximumMemory")
        if let currentMemory { try Self.check(memory: currentMemory, field: "currentMemory") }
        guard currentMemory ?? maximumMemory <= maximumMemory else {
            throw DefinitionError(.range, field: "currentMemory", "more than the maximum")
        }
        guard maximumVCPUs >= 1 else { throw DefinitionError(.range, field: "maximumVCPUs", "less than one") }
        guard (1...maximumVCPUs).contains(currentVCPUs ?? maximumVCPUs) else {
            throw DefinitionError(.range, field: "currentVCPUs", "less than one or more than the maximum")
        }
        for disk in devices.disks { try disk.validate() }
        try validateBoot()
        try validateMetadata()
    }

    private static func check(memory: Int64, field: String) throws(DefinitionError) {
        guard memory > 0, memory.isMultiple(of: 1024) else {
            throw DefinitionError(.memory, field: field, "not a positive multiple of 1 KiB")
        }
    }

    private func validateBoot() throws(DefinitionError) {
        let orders = devices.disks.compactMap(\.bootOrder) + devices.interfaces.compactMap(\.bootOrder)
        guard orders.isEmpty || os.boot.isEmpty else {
            throw DefinitionError(.conflict, field: "os.boot", "devices have a boot order of their own")
        }
        guard orders.allSatisfy({ $0 > 0 }), Set(orders).count == orders.count else {
            throw DefinitionError(.range, field: "bootOrder", "less than one, or used twice")
        }
    }

    private func validateMetadata() throws(DefinitionError) {
        let namespaces = metadata.map { $0.resolvedNamespace() }
        guard !namespaces.contains(nil), Set(namespaces).count == namespaces.count else {
            throw DefinitionError(.metadata, field: "metadata", "an element without a namespace, or two of one")
        }
    }
}

extension DomainDefinition.Disk {
    fileprivate func validate() throws(DefinitionError) {
        if case .other = source {
            throw DefinitionError(.conflict, field: "disks.source", "a source that cannot be written")
        }
        guard source != .empty || device == .cdrom else {
            throw DefinitionError(.conflict, field: "disks.source", "a disk without an image")
        }
    }
}
