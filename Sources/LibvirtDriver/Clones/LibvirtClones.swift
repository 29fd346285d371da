import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Copies of a libvirt host's machines.
struct LibvirtClones: CloneDriver {
    let lanes: Lanes
    /// A host with a KVM that does not work probes QEMU for up to 72 seconds at a define.
    private let patience = Duration.seconds(180)

    init(lanes: Lanes) { self.lanes = lanes }

    func defineClone(_ clone: CloneDefinition) async throws -> [String] {
        try await mappingErrors {
            try await lanes.changes.perform("define clone", deadline: patience) { connection in
                let source = try connection.domain(clone.source)
                // What was written since the copy began would be missing in it, or be there by half.
                guard try !source.isActive() else {
                    throw DriverError(.invalidState, "The source was started while it was copied.")
                }
                var tree = try XMLTree.parse(try source.xml([.inactive, .secure]), root: "domain")
                let differences = try tree.become(clone)
                _ = try connection.defineDomain(tree.xml())
                return differences
            }
        }
    }
}
