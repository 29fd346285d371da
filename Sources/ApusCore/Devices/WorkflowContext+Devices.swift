import ApusModel
import FoundationEssentials

extension WorkflowContext {
    /// The devices of a host's machines.
    func devices(_ host: UUID) async throws -> any DeviceDriver {
        guard let devices = try await drivers(host).devices else {
            throw DriverError(.unsupported, "The devices of this kind of host cannot be changed.")
        }
        return devices
    }

    func storage(_ host: UUID) async throws -> any StorageDriver {
        guard let storage = try await drivers(host).storage else {
            throw DriverError(.unsupported, "The host offers no storage pools.")
        }
        return storage
    }
}
