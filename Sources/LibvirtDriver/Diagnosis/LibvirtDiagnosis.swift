import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

/// What `doctor` finds on a libvirt host.
struct LibvirtDiagnosis: DiagnosisDriver {
    let lanes: Lanes
    let settings: ProviderSettings

    func examine() async -> [HostCheck] {
        let connection = await connectionCheck()
        guard connection.state == .ok else { return [connection] }
        async let version = check("libvirt version") { try $0.versionCheck() }
        async let accelerator = acceleratorCheck()
        async let pool = check("storage pool") { [settings] in try $0.poolCheck(settings) }
        async let network = check("network") { [settings] in try $0.networkCheck(settings.network) }
        return await [connection, version, accelerator, pool, network]
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
