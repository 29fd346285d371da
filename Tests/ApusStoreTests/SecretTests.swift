import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Logging
import Testing

@testable import ApusStore

/// Secrets of a request are nowhere to be read, while the operation runs and after it.
@Suite(.timeLimit(.minutes(1))) struct SecretTests {
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeTEy me@canary-host"
    private static let canaries = ["canary-user-data", "canary-package", "canary-host", "AAAAIGNhbmFyeWNhbmFyeW"]

    @Test(arguments: [true, false]) func `user data and keys are in no row, no file and no reader's answer`(_ raw: Bool)
        async throws
    {
        let (folder, host, gate) = (Folder(), FakeHost(), Gate())
        let store = try folder.open()
        let plane = try await plane(store, host)
        host.onCall { if $0 == "define" { try await gate.wait() } }
        let operation = try await plane.machines.create(
            request(raw), .init(actor: .init(name: "tester", role: .administrator)))
        #expect(await eventually { gate.arrivals == 1 })
        try search(folder, plane)
        #expect(
            try await store.stored(operation.id)?.input.range(
                of: Data((raw ? "canary-user-data" : "canary-package").utf8)) != nil)
        gate.open()
        #expect(await eventually { plane.estate.operations.row(operation.id)?.state == .succeeded })
        try search(folder, plane)
        #expect(try await store.stored(operation.id) == nil, "the input is forgotten")
        await plane.stop()
    }

    @Test func `a fault of a secret does not repeat the secret`() async throws {
        let folder = Folder()
        let plane = try await plane(try folder.open(), FakeHost())
        var request = request(false)
        request.cloudInit?.sshKeys = ["canary-host is no key"]
        do {
            _ = try await plane.machines.create(request, .init(actor: .init(name: "tester", role: .administrator)))
            #expect(Bool(false))
        } catch let problem as Problem {
            #expect(problem.errors?.first?.pointer == "/cloudInit/sshKeys/0")
            #expect(!"\(problem)".contains("canary"))
        }
        await plane.stop()
    }

    private func request(_ raw: Bool) -> CreateVirtualMachine {
        var request = CreateVirtualMachine(name: "web1", image: "debian")
        (request.cpus, request.memory) = (1, 256 << 20)
        if raw {
            request.userData = "#cloud-config\nwrite_files: [{content: canary-user-data}]\n"
        } else {
            request.cloudInit = CloudInit(user: "me", sshKeys: [Self.key], packages: ["canary-package"])
        }
        return request
    }

    /// Looks through every file of the store and every row of the inventory.
    private func search(_ folder: Folder, _ plane: ControlPlane) throws {
        let estate = plane.estate
        var texts: [String: Data] = [
            "operations": try JSONCoding.encode(estate.operations.rows()),
            "vms": try JSONCoding.encode(estate.machines.rows()),
            "hosts": try JSONCoding.encode(estate.hosts.rows()),
        ]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            texts[file] = try Data(contentsOf: URL(filePath: folder.path + "/" + file))
        }
        #expect(texts.keys.contains("apus.sqlite-wal"))
        for (place, bytes) in texts {
            for canary in Self.canaries { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(place)") }
        }
    }

    private func plane(_ store: Store, _ host: FakeHost) async throws -> ControlPlane {
        let plane = ControlPlane(
            store: store, drivers: [FakeProvider([host])], settings: .init(imageDirectories: ["/images"]),
            ambient: Ambient(clock: ManualClock(isEager: true)), logger: Logger(label: "test"))
        host.place(image: "/images/debian.qcow2", .qcow2())
        try await plane.load()
        await plane.start()
        _ = try await plane.providers.add(CreateProvider(name: host.name, address: "fake://\(host.name)"))
        #expect(await eventually { plane.estate.networks.rows().count == 1 })
        _ = try await plane.images.add(
            CreateImage(name: "debian", path: "/images/debian.qcow2"),
            drivers: { try await plane.providers.drivers(for: $0) })
        return plane
    }
}
