import Foundation

/// What this machine must have for these tests.
enum Requirements {
    /// What is missing, as a plain word for the test report; nil where all can run.
    static let missing: String? = {
        guard geteuid() == 0 else { return "needs root, for a libvirtd of its own" }
        let programs = [
            "/usr/sbin/libvirtd", "/usr/bin/virsh", "/usr/bin/qemu-img", "/usr/bin/qemu-system-x86_64",
            "/usr/bin/sqlite3",
            "/usr/bin/ssh",
        ]
        let absent = programs.filter { !FileManager.default.isExecutableFile(atPath: $0) }
        if !absent.isEmpty { return "needs \(absent.joined(separator: ", "))" }
        let unbuilt = [Places.apusd, Places.apus].filter { !FileManager.default.isExecutableFile(atPath: $0) }
        return unbuilt.isEmpty ? nil : "needs the built programs \(unbuilt.joined(separator: ", "))"
    }()

    /// Whether the tests of several minutes run as well.
    static let wantsLongTests = ProcessInfo.processInfo.environment["APUS_TEST_LONG"] == "1"

    /// Where in a step a sweep kills the server. What was done and not yet recorded is the hardest to go on from; the others
    /// take three times as long.
    static let killMoments = wantsLongTests ? ["before", "acted", "after"] : ["acted"]
}

/// Where things lie.
enum Places {
    /// The folder of the test program holds the others.
    static let build: String = {
        if let named = ProcessInfo.processInfo.environment["APUS_TEST_BUILD"] { return named }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: own).deletingLastPathComponent().path
    }()
    static let apusd = build + "/apusd"
    static let apus = build + "/apus"

    /// The folder of the package.
    static let package = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
