import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension LibvirtConsoles {
    /// How long a person may keep one open.
    private static let longest = Duration.seconds(30 * 24 * 3600)

    func openConsole(of id: UUID, force: Bool) async throws -> LiveStream {
        try await requireConsole(of: id)
        let connection = try await lanes.consoles.take(within: .seconds(2))
        let pump: ConsolePump
        do {
            pump = try ConsolePump()
        } catch {
            await lanes.consoles.giveBack(connection)
            throw error
        }
        let (outcome, tell) = AsyncStream.makeStream(of: DriverError?.self)
        // It ends with its stream: whoever holds that ends it.
        let work = Task { [lanes] in
            do {
                try await connection.perform("console", deadline: Self.longest) { connection in
                    try pump.run(id, force: force, on: connection) { tell.yield(nil) }
                }
            } catch {
                tell.yield(Self.meaning(of: error))
            }
            tell.finish()
            pump.stop()
            await lanes.consoles.giveBack(connection)
        }
        for await fault in outcome {
            if let fault { throw fault }
            break
        }
        var stream = LiveStream(
            descriptor: pump.theirs.take(),
            end: {
                pump.stop()
                await work.value
                return nil
            })
        stream.fault = { pump.fault }
        return stream
    }

    private static func meaning(of error: any Error) -> DriverError {
        if let error = error as? LibvirtError, error.message.contains("Active console session") {
            return DriverError(.busy, "Somebody else has this console open; it can be taken over by force.")
        }
        return DriverError(error)
    }

    /// In better words than libvirt's.
    private func requireConsole(of id: UUID) async throws {
        let consoles = try await mappingErrors {
            try await lanes.reads.perform("look at consoles") { connection in
                let domain = try connection.domain(id)
                guard try domain.isActive() else {
                    throw DriverError(.invalidState, "The VM is off: its console is there while it runs.")
                }
                return try DomainDescription(xml: domain.xml()).consoles
            }
        }
        guard !consoles.isEmpty else { throw DriverError(.unsupported, "The VM has no serial console.") }
    }
}
