import Foundation

/// The course API as `./orchestrate` starts it, over hosts of the lab, and what virsh says of them.
struct CourseSite: Sendable {
    let lab: Lab
    let home: String
    let files: [String]
    let url: String
    /// What `./orchestrate` printed.
    let report: String

    static let flavors = """
        "types": [
          {"tid": 1, "cpu": 1, "ram": 32, "disk": 1},  # for guests that do nothing
          {"cpu": 2, "ram": 256, "disk": 1},
        ],
        """

    static func with(hosts: Int, _ body: (CourseSite) async throws -> Void) async throws {
        let images = try await Images.folder()
        try await Lab.with(hosts: hosts) { lab in
            let home = try Ground.shared.get().folder + "/course-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            let files = ["pms", "images", "flavors"].map { "\(home)/\($0)" }
            let texts = [
                lab.addresses.joined(separator: "\n") + "\n?!\n",
                "\(images)/\(Images.blank).qcow2\n/no/such/file.img\nroot@10.77.0.11:\(images)/\(Images.tiny).qcow2\n",
                flavors,
            ]
            for (file, text) in zip(files, texts) { try text.write(toFile: file, atomically: true, encoding: .utf8) }
            do {
                try await body(try await start(lab, home, files))
            } catch {
                _ = try? await stop(home)
                throw error
            }
            try await stop(home)
        }
    }

    /// Starts it again on the same files, after it was killed.
    func killedAndStartedAgain() async throws -> CourseSite {
        kill(try Self.number(home), SIGKILL)
        return try await Self.start(lab, home, files)
    }

    private static func start(_ lab: Lab, _ home: String, _ files: [String]) async throws -> CourseSite {
        let report = try await Tool.output(
            "/usr/bin/env",
            ["APUS_HOME=\(home)", "APUSD=\(Places.apusd)", "APUS_PORT=0", "\(Places.package)/orchestrate"] + files
                + ["--set", "course.listen=127.0.0.1:0", "--set", "overcommit.cpu=64"], within: .seconds(120))
        try Ground.shared.get().note(server: try number(home))
        guard let match = report.firstMatch(of: /The course API listens on (http:\/\/127.0.0.1:[0-9]+)/) else {
            throw ToolFailure(description: report)
        }
        return CourseSite(lab: lab, home: home, files: files, url: String(match.1), report: report)
    }

    private static func stop(_ home: String) async throws {
        try await Tool.output("/usr/bin/env", ["APUS_HOME=\(home)", "\(Places.package)/orchestrate", "--down"])
    }

    private static func number(_ home: String) throws -> pid_t {
        let text = try String(contentsOfFile: home + "/pid", encoding: .utf8)
        guard let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw ToolFailure(description: "no number in \(home)/pid")
        }
        return number
    }

    // MARK: Asking

    /// The object that a call answers, always with status 200.
    func ask(_ path: String) async throws -> [String: Any] {
        let answer = try await HTTP.get(url + path)
        guard answer.status == 200,
            let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        else { throw ToolFailure(description: "\(path): \(answer.status) \(answer.body)") }
        return object
    }

    func number(_ path: String, _ key: String) async throws -> Int { try await ask(path)[key] as? Int ?? -1 }

    func create(_ name: String, type: Int = 1, image: Int = 1) async throws -> Int {
        try await number("/vm/create?name=\(name)&instance_type=\(type)&image_id=\(image)", "vmid")
    }

    func virsh(_ pm: Int, _ arguments: String...) async throws -> String {
        try await Tool.output("/usr/bin/virsh", ["-q", "-c", lab.addresses[pm - 1]] + arguments)
    }

    /// The command line, on the same server.
    @discardableResult
    func apus(_ words: String...) async throws -> String {
        let log = try String(contentsOfFile: home + "/log", encoding: .utf8)
        guard let match = log.firstMatch(of: /Apus [0-9.]+ listens on (http:[^ \n]+)/) else {
            throw ToolFailure(description: log)
        }
        return try await Tool.output(
            Places.apus, words + ["--url", String(match.1), "--token-file", "\(home)/data/token"], within: .seconds(120)
        )
    }

    func domains(_ pm: Int) async throws -> [String] {
        try await virsh(pm, "list", "--all", "--name").split(separator: "\n").map(String.init).sorted()
    }

    /// Names of the volumes in the pool of new disks.
    func volumes(_ pm: Int) async throws -> [String] {
        _ = try await virsh(pm, "pool-refresh", "apus")
        return try await virsh(pm, "vol-list", "apus").split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }
}
