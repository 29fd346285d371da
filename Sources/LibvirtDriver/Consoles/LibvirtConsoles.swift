import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Displays and serial consoles of a libvirt host.
struct LibvirtConsoles: ConsoleDriver {
    let lanes: Lanes
    let address: LibvirtAddress
    /// Of the server's own.
    let folder: String

    func openDisplay(of id: UUID) async throws -> LiveStream {
        let display = try await vncDisplay(of: id)
        if lanes.isLocal { return try await localDisplay(of: id, display.index) }
        return try await remoteDisplay(of: id, display.graphics)
    }

    /// libvirt makes a connected socket and lets it pass the display's password.
    private func localDisplay(of id: UUID, _ index: UInt32) async throws -> LiveStream {
        let descriptor = try await mappingErrors {
            try await lanes.changes.perform("open display", deadline: .seconds(15)) { connection in
                Descriptor(try connection.domain(id).openGraphics(index, [.skipAuthentication]))
            }
        }
        return LiveStream(descriptor: descriptor.take())
    }

    /// The machine's VNC among its displays.
    private func vncDisplay(of id: UUID) async throws -> (index: UInt32, graphics: DomainDescription.Graphics) {
        let displays = try await mappingErrors {
            try await lanes.reads.perform("look at displays") { connection in
                let domain = try connection.domain(id)
                guard try domain.isActive() else {
                    throw DriverError(.invalidState, "The VM is off: its display is there while it runs.")
                }
                return try DomainDescription(xml: domain.xml()).graphics
            }
        }
        if let place = displays.firstIndex(where: { $0.type == "vnc" }) {
            return (UInt32(clamping: place), displays[place])
        }
        guard let other = displays.first else {
            throw DriverError(.unsupported, "The VM has no display; give it one with: apus vm set NAME --graphics vnc")
        }
        throw DriverError(
            .unsupported,
            "The VM's display speaks \(other.type), and only VNC can be shown; change it: apus vm set NAME --graphics vnc"
        )
    }
}
