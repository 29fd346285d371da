import ApusCore
import Libvirt

/// Tries again, with growing pauses, while another task holds what is needed: libvirt lets one job at a time work in a pool, and
/// refuses others at once.
func retryingWhileBusy<Value>(
    _ patience: Duration, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async throws -> Value {
    let end = ContinuousClock.now.advanced(by: patience)
    var pause = Duration.milliseconds(50)
    while true {
        do {
            return try await body()
        } catch let error as LibvirtError where error.saysBusy && ContinuousClock.now < end {
            pause = min(pause * 2, .seconds(2))
        } catch {
            throw DriverError(error)
        }
        try await mappingErrors { try await Task.sleep(for: pause) }
    }
}
