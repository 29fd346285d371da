import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

/// What `doctor` finds on a libvirt host.
struct LibvirtDiagnosis: DiagnosisDriver {
    let lanes: Lanes
    let settings: ProviderSettings
    /// The provider's, for advice.
    let address: String

    func examine() async -> [HostCheck] {
        var connection = await connectionCheck()
        guard connection.state == .ok else {
            connection.detail += " " + ConnectionAdvice.nextStep(address)
            return [connection]
        }
        async let version = check("libvirt version") { try $0.versionCheck() }
        async let driver = driverChecks()
        async let pools = storageCheck("other pools") { [settings] in try $0.otherPoolsCheck(than: settings.pool) }
        async let networks = check("other networks") { [settings] in
            try $0.otherNetworksCheck(than: settings.network)
        }
        return await [connection, version] + driver + [pools, networks, clockCheck]
    }

    /// What new machines need; of drivers for which Apus makes none, what it can do.
    private func driverChecks() async -> [HostCheck] {
        let capabilities = lanes.driver.capabilities
        guard capabilities.contains(.create) else {
            let offered = capabilities.map(\.rawValue).joined(separator: ", ")
            let detail =
                "Apus makes no VMs with the driver \(lanes.driver.rawValue); of those there it can: \(offered)."
            return [HostCheck(name: "driver", state: .ok, detail: detail)]
        }
        async let accelerator = acceleratorCheck()
        async let pool = storageCheck("storage pool") { [settings] in try $0.poolCheck(settings) }
        async let network = check("network") { [settings] in try $0.networkCheck(settings.network) }
        return await [accelerator, pool, network]
    }

    /// libvirt has no call for a host's clock, so another machine's is not judged.
    private var clockCheck: HostCheck {
        let detail =
            lanes.isLocal
            ? "The host is this machine: its clock is the server's."
            : "Not looked at, since libvirt does not tell it: compare `date -u` there with `date -u` here, and run chrony on both."
        return HostCheck(name: "clock", state: .ok, detail: detail)
    }

    private func connectionCheck() async -> HostCheck {
        let start = ContinuousClock.now
        return await check("connection") { connection in
            let name = try connection.hostname()
            let time = start.duration(to: .now).formattedMilliseconds
            return HostCheck(name: "connection", state: .ok, detail: "\(name) answered within \(time).")
        }
    }

    private func acceleratorCheck() async -> HostCheck {
        let driver = lanes.driver
        guard driver == .qemu else {
            return HostCheck(
                name: "accelerator", state: .ok, detail: "The driver \(driver.rawValue) has none to choose.")
        }
        return await check("accelerator", deadline: .seconds(20), late: AcceleratorFinding.advice) { connection in
            try connection.acceleratorCheck()
        }
    }

    /// Not over the connection that machines are read with: a dead share would hold it up.
    private func storageCheck(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> HostCheck
    ) async -> HostCheck {
        do {
            return try await lanes.storage.ask("doctor: \(name)", work)
        } catch {
            return HostCheck(name: name, state: .failed, detail: DriverError(error).message)
        }
    }

    private func check(
        _ name: String, deadline: Duration = .seconds(15), late: String? = nil,
        _ work: @escaping @Sendable (Connection) throws -> HostCheck
    ) async -> HostCheck {
        do {
            return try await lanes.reads.perform("doctor: \(name)", deadline: deadline, work)
        } catch {
            let error = DriverError(error)
            let detail = error.code == .timedOut ? late.map { "\(error.message) \($0)" } : nil
            return HostCheck(name: name, state: .failed, detail: detail ?? error.message)
        }
    }
}

extension Duration {
    fileprivate var formattedMilliseconds: String {
        let (seconds, attoseconds) = components
        return "\(seconds.multipliedReportingOverflow(by: 1000).partialValue &+ attoseconds / 1_000_000_000_000_000) ms"
    }
}
