import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// Faults injected by name, in debug builds only: `APUS_FAILPOINTS='vm.create.v1/define/acted=kill'`.
///
/// Actions: `kill` (SIGKILL to the own process), `error` (the step fails), `wait` (the step goes on after 8 s, so that others can
/// die meanwhile). Several are separated by `;`.
public enum Failpoints {
    /// The error of the action `error`.
    public struct Injected: Error, CustomStringConvertible {
        public let description: String
    }

    #if DEBUG
        private static let actions = parse(ProcessInfo.processInfo.environment["APUS_FAILPOINTS"] ?? "")

        /// Does what the environment asks for at `point`.
        public static func hit(_ point: Conduct.Point) async throws {
            switch actions[point.description] {
            case "kill": kill(getpid(), SIGKILL)
            case "wait": try await Task.sleep(for: .seconds(8))
            case "error": throw Injected(description: "failpoint \(point)")
            default: break
            }
        }
    #else
        /// Nothing: failpoints do not exist in release builds.
        @inlinable public static func hit(_ point: Conduct.Point) async throws {}
    #endif

    static func parse(_ text: String) -> [String: String] {
        var actions: [String: String] = [:]
        for item in text.split(separator: ";") {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            actions[String(parts[0])] = String(parts[1])
        }
        return actions
    }
}
