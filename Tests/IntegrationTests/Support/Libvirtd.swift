import Foundation

/// A real libvirtd of the tests' own, started by the lab.
struct Libvirtd: Sendable {
    let folder: String
    let address: String

    /// Where disks go; the same inside and outside the daemon's mount namespace.
    var pools: String { folder + "/pools" }

    /// The one that most tests share.
    static func shared() async throws -> Libvirtd { try await sharedStart.value }
    /// A second one, for faults that would disturb the first.
    static func second() async throws -> Libvirtd { try await secondStart.value }

    private static let sharedStart = Task { try await Libvirtd.start("host-1") }
    private static let secondStart = Task { try await Libvirtd.start("host-2") }

    private static func start(_ name: String) async throws -> Libvirtd {
        let folder = try Ground.shared.get().folder + "/" + name
        let address = try await Tool.output(Places.package + "/lab/libvirtd", ["start", folder], within: .seconds(120))
        return Libvirtd(folder: folder, address: address)
    }

    /// Starts the daemon again after it was killed.
    func startAgain() async throws { try await Tool.output(Places.package + "/lab/libvirtd", ["start", folder]) }

    @discardableResult
    func virsh(_ arguments: String...) async throws -> String {
        try await Tool.output("/usr/bin/virsh", ["-q", "-c", address] + arguments)
    }

    /// Names of all domains.
    func domains() async throws -> [String] {
        try await virsh("list", "--all", "--name").split(separator: "\n").map(String.init).sorted()
    }

    /// Names of all networks.
    func networks() async throws -> [String] {
        try await virsh("net-list", "--all", "--name").split(separator: "\n").map(String.init).sorted()
    }

    /// Sends a signal to the daemon.
    func signal(_ signal: Int32) throws {
        let text = try String(contentsOfFile: folder + "/pid", encoding: .utf8)
        guard let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), kill(number, signal) == 0 else {
            throw ToolFailure(description: "libvirtd of \(folder) takes no signal \(signal)")
        }
    }

    /// The process of a running guest.
    func process(of guest: String) throws -> pid_t? {
        let text = try? String(contentsOfFile: "\(folder)/run/qemu/\(guest).pid", encoding: .utf8)
        return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Takes all guests, all pools but their files, all networks but the lab's own, and all packet filters of ours away.
    func clear() async throws {
        for name in try await domains() {
            _ = try? await virsh("destroy", name)
            try await virsh("undefine", name, "--managed-save", "--nvram", "--snapshots-metadata")
        }
        for name in try await virsh("pool-list", "--all", "--name").split(separator: "\n").map(String.init) {
            _ = try? await virsh("pool-destroy", name)
            _ = try? await virsh("pool-undefine", name)
        }
        for name in try await networks() where name != "default" {
            _ = try? await virsh("net-destroy", name)
            _ = try? await virsh("net-undefine", name)
        }
        // A test may have stopped the lab's own.
        _ = try? await virsh("net-start", "default")
        for line in try await virsh("nwfilter-list").split(separator: "\n") where line.contains("apus-it-") {
            guard let name = line.split(separator: " ").last else { continue }
            _ = try? await virsh("nwfilter-undefine", String(name))
        }
    }
}
