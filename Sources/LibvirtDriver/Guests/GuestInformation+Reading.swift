import ApusModel
import FoundationEssentials
import Libvirt

extension GuestInformation {
    /// What the guest told, as libvirt's fields (virDomainGetGuestInfo(3)): nothing of it is trusted.
    init(_ fields: TypedParameters) {
        self.init()
        let fields = GuestFields(fields)
        hostname = fields.text("hostname")
        os = GuestOperatingSystem(fields)
        timezone = fields.integer("timezone.offset").map {
            GuestTimezone(name: fields.text("timezone.name"), offset: Int(clamping: $0))
        }
        users = fields.list("user") { name in
            fields.text(name + "name").map { user in
                GuestUser(
                    name: user, domain: fields.text(name + "domain"),
                    loginTime: fields.integer(name + "login-time").flatMap(Self.date(milliseconds:)))
            }
        }
        fileSystems = fields.list("fs") { name in
            fields.text(name + "mountpoint").map { mountPoint in
                GuestFileSystem(
                    mountPoint: mountPoint, name: fields.text(name + "name"), type: fields.text(name + "fstype"),
                    total: fields.size(name + "total-bytes"), used: fields.size(name + "used-bytes"))
            }
        }
        interfaces = fields.list("if") { name in
            fields.text(name + "name").map { interface in
                GuestInterface(
                    name: interface, mac: AddressText.mac(fields.text(name + "hwaddr")),
                    addresses: fields.list(name + "addr") { fields.address($0) } ?? [])
            }
        }
    }

    /// nil for what no clock of a person says.
    private static func date(milliseconds: Int64) -> Date? {
        guard (0...253_402_300_799_000).contains(milliseconds) else { return nil }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Compares the guest's clock with ours, which was read before and after.
    mutating func compare(clock guest: Double, with server: Date) {
        guard guest.isFinite, (0...253_402_300_799).contains(guest) else { return }
        time = Date(timeIntervalSince1970: guest)
        timeDifference = ((guest - server.timeIntervalSince1970) * 1000).rounded() / 1000
    }
}

extension GuestOperatingSystem {
    /// nil where nothing is told.
    fileprivate init?(_ fields: GuestFields) {
        self.init(
            id: fields.text("os.id"), name: fields.text("os.name"), prettyName: fields.text("os.pretty-name"),
            version: fields.text("os.version") ?? fields.text("os.version-id"),
            kernelRelease: fields.text("os.kernel-release"), machine: fields.text("os.machine"))
        if self == GuestOperatingSystem() { return nil }
    }
}

/// Cleaned values of fields.
private struct GuestFields {
    private let fields: TypedParameters

    init(_ fields: TypedParameters) { self.fields = fields }

    func text(_ name: String) -> String? { GuestText.clean(fields[name]?.string) }
    func integer(_ name: String) -> Int64? { fields[name]?.integer }
    func size(_ name: String) -> Int64? { fields[name]?.unsigned.map { Int64(clamping: $0) } }

    /// The elements of a list whose `count` is told; nil where it is not told.
    func list<Element>(_ group: String, _ element: (String) -> Element?) -> [Element]? {
        guard let count = fields[group + ".count"]?.unsigned else { return nil }
        return (0..<Int(clamping: min(count, UInt64(GuestText.count)))).compactMap { element("\(group).\($0).") }
    }

    /// Also one that leads nowhere outside the guest, but a real one.
    func address(_ name: String) -> String? {
        guard let text = text(name + "addr"), text.utf8.count < 64,
            text.allSatisfy({ $0.isASCII && ($0.isHexDigit || ".:%".contains($0) || $0.isLetter || $0.isNumber) })
        else { return nil }
        guard let bits = fields[name + "prefix"]?.unsigned, bits <= 128 else { return text }
        return "\(text)/\(bits)"
    }
}
