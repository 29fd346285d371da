/// The three files that `orchestrate` is given, read. Lines that cannot be used are faults; the others count.
public struct CourseFiles: Sendable {
    public let hosts: [CourseLine<HostLine>]
    public let images: [CourseLine<ImageLine>]
    public let flavors: [CourseLine<Flavor>]
    public let faults: [CourseFault]
    let names: Names

    /// The files as faults name them.
    public struct Names: Sendable {
        public var hosts: String
        public var images: String
        public var flavors: String

        public init(hosts: String, images: String, flavors: String) {
            self.hosts = hosts
            self.images = images
            self.flavors = flavors
        }
    }

    public init(hosts: String, images: String, flavors: String, names: Names) {
        let pms = CourseLines.read(hosts, of: names.hosts, key: "pms", HostLine.parse)
        let files = CourseLines.read(images, of: names.images, key: "images", ImageLine.parse)
        let types = FlavorFile.read(flavors, of: names.flavors)
        (self.hosts, self.images, self.flavors) = (pms.lines, files.lines, types.lines)
        self.names = names
        faults = pms.faults + files.faults + types.faults
    }

    /// The folders that images lie in on hosts; those that are copied from elsewhere need none.
    public var imageFolders: [String] {
        let machines = Set(hosts.map(\.value.host))
        let there = images.map(\.value).filter { $0.source == nil || $0.host.map(machines.contains) == true }
        return Set(there.map(\.folder)).sorted()
    }
}
