import ApusCore
import ApusServer
import ApusStore
import ArgumentParser
import FoundationEssentials
import Logging

/// `apusd openapi`: prints the API's document without running a server; `docs/openapi.json` is made with it.
struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "openapi", abstract: "Print the OpenAPI 3.1 document.")

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apusd-openapi-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = Logger(label: "apusd") { _ in SwiftLogNoOpLogHandler() }
        let core = ControlPlane(
            store: try Store(folder: folder), drivers: [], settings: .init(imageDirectories: []), logger: logger)
        let server = Server(
            core: core, feed: Feed(estate: core.estate, epoch: ""), gate: Gate([]),
            settings: .init(address: "127.0.0.1", port: 0, maxBody: 1, openMetrics: false, docsFolder: nil),
            logger: logger)
        print(server.openAPI, terminator: "")
    }
}
