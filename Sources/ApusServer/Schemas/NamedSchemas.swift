import Schema

extension Schema {
    /// The resources as components of the document.
    static let vm = reference("VirtualMachine", to: ResourceSchemas.virtualMachine)
    static let host = reference("Host", to: ResourceSchemas.host)
    static let provider = reference("Provider", to: ResourceSchemas.provider)
    static let image = reference("Image", to: ResourceSchemas.image)
    static let instanceType = reference("InstanceType", to: ResourceSchemas.instanceType)
    static let pool = reference("StoragePool", to: ResourceSchemas.pool)
    static let volume = reference("Volume", to: ResourceSchemas.volume)
    static let network = reference("Network", to: ResourceSchemas.network)
    static let snapshot = reference("Snapshot", to: ResourceSchemas.snapshot)
    static let operation = reference("Operation", to: ResourceSchemas.operation)
}
