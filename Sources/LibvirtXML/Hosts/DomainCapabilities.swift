/// What one emulator can give a domain, as `virConnectGetDomainCapabilities` tells (libvirt's formatdomaincaps).
public struct DomainCapabilities: Hashable, Sendable {
    /// The program that emulates.
    public var path: String?
    /// `qemu`, `kvm`, …
    public var domainType: String?
    public var machine: String?
    public var architecture: String?
    public var maximumVCPUs: Int?
    /// `bios`, `efi`: what `<os firmware=…>` may say.
    public var firmware: [String]
    /// The modes of CPU that work: `host-passthrough`, `host-model`, `maximum`, `custom`.
    public var cpuModes: [String]
    /// The named models of CPU that work.
    public var cpuModels: [String]
    /// Whether there is a firmware that starts signed systems only.
    public var hasSecureBoot: Bool
    public var diskBuses: [String]
    public var videoModels: [String]
    public var graphics: [String]
    public var tpmModels: [String]
    /// `emulator`, `passthrough`: where a TPM may come from.
    public var tpmBackends: [String]
    public var randomSourceModels: [String]

    /// Reads the XML of `virConnectGetDomainCapabilities`.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<domainCapabilities>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "domainCapabilities"))
    }

    /// Reads a `<domainCapabilities>` element.
    public init(_ root: Element) {
        path = root.word(at: "path")
        domainType = root.word(at: "domain")
        machine = root.word(at: "machine")
        architecture = root.word(at: "arch")
        maximumVCPUs = root.attribute("max", at: "vcpu").flatMap { Int($0) }
        firmware = root.first("os").map { Self.values(of: "firmware", in: $0) } ?? []
        cpuModes = root.all("cpu/mode").filter { $0.flag("supported") == true }.compactMap { $0.attribute("name") }
        let models = root.all("cpu/mode").first { $0.attribute("name") == "custom" }?.all("model") ?? []
        cpuModels = models.filter { $0.attribute("usable") != "no" }.map(\.text)
        let loader = root.first("os/loader")
        hasSecureBoot = Self.values(of: "secure", in: loader).contains("yes")
        tpmBackends = Self.values(of: "backendModel", in: root.first("devices/tpm"))
        diskBuses = Self.values(of: "bus", in: root.first("devices/disk"))
        videoModels = Self.values(of: "modelType", in: root.first("devices/video"))
        graphics = Self.values(of: "type", in: root.first("devices/graphics"))
        tpmModels = Self.values(of: "model", in: root.first("devices/tpm"))
        randomSourceModels = Self.values(of: "model", in: root.first("devices/rng"))
    }

    private static func values(of name: String, in element: Element?) -> [String] {
        guard let element, element.flag("supported") != false else { return [] }
        return element.all("enum").filter { $0.attribute("name") == name }.flatMap { $0.all("value").map(\.text) }
    }
}
