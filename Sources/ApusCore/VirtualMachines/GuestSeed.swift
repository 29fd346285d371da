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
    var userData: String?
    var createdAt: Date

    init(_ request: CreateVirtualMachine, id: UUID, createdAt: Date) {
        let fields = request.cloudInit
        self.id = id
        hostname = fields?.hostname ?? request.name
        sshKeys = fields?.sshKeys ?? []
        user = fields?.user ?? (sshKeys.isEmpty ? nil : Self.standardUser)
        packages = fields?.packages ?? []
        userData = request.userData
        self.createdAt = createdAt
    }

    /// Whether the request says more than the host name, which every guest gets where the host takes uploads.
    var isWanted: Bool { user != nil || !packages.isEmpty || userData != nil }

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
        seed.rawUserData = userData
        if let user {
            var account = Seed.User(name: user, sshKeys: sshKeys)
            account.hasSudo = true
            seed.users = [account]
        }
        return seed
    }

    /// `users[0].sshKeys[1]` is `/cloudInit/sshKeys/1`.
    private static func pointer(to field: String) -> String {
        if field == "rawUserData" { return "/userData" }
        let path = field.replacing("users[0].name", with: "user").replacing("users[0].", with: "")
        return "/cloudInit/" + path.replacing("[", with: "/").replacing("]", with: "")
    }
}

extension CreationPlan {
    /// The guest's seed; nil where the request gives none and the host takes no uploads.
    func guestSeed(_ id: UUID, _ createdAt: Date) throws -> GuestSeed? {
        let seed = GuestSeed(request, id: id, createdAt: createdAt)
        let faults = seed.faults()
        guard faults.isEmpty else {
            throw Problem(.invalid, "The request has \(faults.count) fault(s).", errors: faults)
        }
        return seed
    }
}
