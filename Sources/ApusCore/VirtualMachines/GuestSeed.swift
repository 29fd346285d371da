import ApusModel
import FoundationEssentials
import NoCloud

/// What a guest's cloud-init is told, as a create request says it and as an operation keeps it (sealed).
struct GuestSeed: Codable, Sendable {
    /// The user that keys belong to when the request names none.
    static let standardUser = "apus"

    var id: UUID
    var hostname: String
    var user: String?
    var sshKeys: [String]
    var packages: [String]
    var passwordHash: String?
    var runCommands: [String]?
    var files: [CloudInit.File]?
    var locale: String?
    var timezone: String?
    var userData: String?
    var networkConfig: String?
    var vendorData: String?
    var createdAt: Date

    init(_ request: CreateVirtualMachine, id: UUID, createdAt: Date) {
        let fields = request.cloudInit
        self.id = id
        hostname = fields?.hostname ?? request.name
        sshKeys = fields?.sshKeys ?? []
        passwordHash = fields?.passwordHash
        user = fields?.user ?? (sshKeys.isEmpty && passwordHash == nil ? nil : Self.standardUser)
        packages = fields?.packages ?? []
        runCommands = fields?.runCommands
        files = fields?.files
        locale = fields?.locale
        timezone = fields?.timezone
        userData = request.userData
        networkConfig = request.networkConfig
        vendorData = request.vendorData
        self.createdAt = createdAt
    }

    /// Whether the request says more than the host name, which every guest gets where the host takes uploads.
    var isWanted: Bool {
        user != nil || !packages.isEmpty || runCommands?.isEmpty == false || files?.isEmpty == false || locale != nil
            || timezone != nil || userData != nil || networkConfig != nil || vendorData != nil
    }

    /// The seed's volume, the same bytes for the same request.
    ///
    /// Padded: BusyBox's `findfs` reads 68 KiB before it compares labels, and gives up on a shorter device.
    func image() throws -> [UInt8] {
        let image = try seed.image(date: createdAt)
        return image + Array(repeating: 0, count: max(0, Self.leastSize - image.count))
    }

    private static let leastSize = 131_072

    /// Every fault, by JSON pointer into the request. Values are never repeated: they may be secrets.
    func faults() -> [Problem.Fault] {
        seed.faults().map { fault in
            .init(
                pointer: Self.pointer(to: fault.field), code: "cloud-init/\(fault.rule.rawValue)",
                message: fault.message)
        }
    }

    private var seed: Seed {
        var seed = Seed(instanceID: id.uuidString.lowercased(), hostname: hostname)
        seed.packages = packages
        seed.runCommands = runCommands ?? []
        seed.writeFiles = (files ?? []).map { file in
            Seed.File(path: file.path, content: file.content, permissions: file.permissions, owner: file.owner)
        }
        seed.locale = locale
        seed.timezone = timezone
        seed.rawUserData = userData
        seed.rawNetworkConfig = networkConfig
        seed.rawVendorData = vendorData
        if let user {
            var account = Seed.User(name: user, sshKeys: sshKeys)
            account.hasSudo = true
            account.passwordHash = passwordHash
            seed.users = [account]
        }
        return seed
    }

    /// `users[0].sshKeys[1]` is `/cloudInit/sshKeys/1`.
    private static func pointer(to field: String) -> String {
        let raw = ["rawUserData": "/userData", "rawNetworkConfig": "/networkConfig", "rawVendorData": "/vendorData"]
        if let pointer = raw[field] { return pointer }
        let path = field.replacing("users[0].name", with: "user").replacing("users[0].", with: "")
            .replacing("writeFiles", with: "files")
        return "/cloudInit/" + path.replacing("[", with: "/").replacing("]", with: "")
    }
}

extension CreationPlan {
    /// The guest's seed. A guest of an image or a template always gets one, for its name and a new identity; an installer
    /// and a disk that has a system already only where the request says something.
    func guestSeed(_ id: UUID, _ createdAt: Date) throws -> GuestSeed? {
        let seed = GuestSeed(request, id: id, createdAt: createdAt)
        let isPrepared = image != nil || template != nil
        guard isPrepared && hardware.os != .windows || request.cloudInit != nil || seed.isWanted else { return nil }
        let faults = seed.faults()
        guard faults.isEmpty else {
            throw Problem(.invalid, "The request has \(faults.count) fault(s).", errors: faults)
        }
        return seed
    }
}
