import Foundation

/// The images that machines are made from.
enum Images {
    static let tiny = "tiny"
    static let blank = "blank"

    /// Makes them once and gives their folder.
    static func folder() async throws -> String { try await made.value }

    /// A full Debian with cloud-init, OpenSSH and the guest agent; made at first use.
    static func debian() async throws -> String { try await debianMade.value }

    private static let debianMade = Task {
        let image = try await folder() + "/debian.qcow2"
        try await Tool.output(Places.package + "/lab/debian/build", ["--output", image], within: .seconds(900))
        return image
    }

    private static let made = Task {
        let folder = try Ground.shared.get().folder + "/images"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await Tool.output("/usr/bin/qemu-img", ["create", "-q", "-f", "qcow2", "\(folder)/\(blank).qcow2", "1M"])
        let guest = "\(folder)/\(tiny).qcow2"
        if let built = ProcessInfo.processInfo.environment["APUS_TEST_IMAGE"] {
            try FileManager.default.copyItem(atPath: built, toPath: guest)
        } else {
            try await Tool.output(Places.package + "/lab/guest/build", ["--output", guest], within: .seconds(300))
        }
        return folder
    }
}
