import ApusCore
import ApusServer
import ApusStore
import ArgumentParser
import FoundationEssentials
import ImageFetching

/// `apusd orchestrate`: the server with the course API, set up by the three files of source document 001.
struct Orchestrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server with the course API, set up by three files.",
        discussion: """
            What cannot be used of the files is printed with its line and does not stop the rest. The last line says where the course \
            API listens; then it serves until SIGTERM. Doing it again with the same files changes nothing. ./orchestrate runs it in \
            the background.

            EXAMPLES
              apusd orchestrate pms images flavors --data /srv/apus
              apusd orchestrate pms images flavors --set course.listen=127.0.0.1:8000
            """)
    @Argument(help: "A file of physical machines: user@address, an address, localhost, or libvirt's URI on each line.")
    var pmFile: String
    @Argument(help: "A file of images: /full/path, or user@address:/full/path for scp, on each line.")
    var imageFile: String
    @Argument(help: "A file of types: {\"types\": [{\"tid\": 1, \"cpu\": 1, \"ram\": 512, \"disk\": 1}]}.")
    var flavorFile: String
    @ArgumentParser.Option(help: "The folder on each machine that disks go to; /var/lib/libvirt/images/apus otherwise.")
    var poolPath: String?
    @ArgumentParser.Option(help: "The network that new machines join; default otherwise.")
    var network: String?
    @OptionGroup var options: SettingOptions

    func run() async throws {
        do {
            let files = try files()
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let configuration = try configuration(for: files)
            let listener = try configuration.courseSettings?.listener
            try await Run.serve(configuration, onCourse: { port.yield($0) }) { core in
                await setUp(core, files, configuration)
                for await number in ports {
                    say("The course API listens on http://\(listener?.authority(on: number) ?? "")")
                    break
                }
            }
        } catch let error as ConfigurationError {
            Apusd.exitForConfiguration(error.description)
        } catch let error as StoreError {
            Apusd.exitForConfiguration(error.description)
        }
    }

    private func setUp(_ core: ControlPlane, _ files: CourseFiles, _ configuration: Configuration) async {
        let settings = CourseSetup.Settings(poolPath: poolPath, network: network)
        do {
            var setup = CourseSetup(core: core, files: files, settings: settings) { say($0) }
            let folder = configuration.text("data.folder") + "/fetched"
            // What a crash left.
            try? FileManager.default.removeItem(atPath: folder)
            let copy = SecureCopy(
                folder: folder, limit: .seconds(configuration.integer("images.maxSeconds")),
                sizeLimit: Int64(configuration.integer("images.maxSize")))
            setup.fetch = { try await copy.fetch($0, $1) }
            try await setup.apply()
        } catch {
            say("the setup could not be kept: \(error)")
        }
    }

    /// The images lie where the administrator says that they lie.
    private func configuration(for files: CourseFiles) throws -> Configuration {
        let plain = try options.load(with: ["course.enabled": "true"])
        let folders = plain.list("images.directories") + files.imageFolders
        return try options.load(
            with: ["course.enabled": "true"], over: ["images.directories": folders.joined(separator: ",")])
    }

    private func files() throws -> CourseFiles {
        CourseFiles(
            hosts: try SmallFile.text(of: pmFile), images: try SmallFile.text(of: imageFile),
            flavors: try SmallFile.text(of: flavorFile),
            names: .init(hosts: pmFile, images: imageFile, flavors: flavorFile))
    }

    /// At once, also where the output is a file that somebody follows.
    private func say(_ line: String) { StandardStream.output.write(line + "\n") }
}
