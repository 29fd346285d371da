import ApusModel
import ArgumentParser

/// `key=value,key=value`, as `docker --mount` writes it.
struct KeyedArgument {
    var pairs: [(key: String, value: String)]

    /// - Throws: `ValidationError` for a key that stands twice.
    init(_ text: String, standard: String) throws {
        pairs = text.split(separator: ",").enumerated().map { index, part in
            guard let equals = part.firstIndex(of: "=") else {
                return index == 0 ? (standard, String(part)) : (String(part), "yes")
            }
            return (String(part[..<equals]), String(part[part.index(after: equals)...]))
        }
        guard !pairs.isEmpty, Set(pairs.map(\.key)).count == pairs.count else {
            throw ValidationError("'\(text)' says nothing, or one thing twice.")
        }
    }

    static func flag(_ text: String) throws -> Bool {
        switch text {
        case "yes", "on", "true", "up": true
        case "no", "off", "false", "down": false
        default: throw ValidationError("'\(text)' is neither yes nor no.")
        }
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type, _ text: String) throws -> Choice
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(text)' is none of \(all).")
        }
        return choice
    }
}

/// A disk on the command line: `20G`, or `size=20G,pool=fast,bus=sata`.
struct DiskArgument {
    var disk = CreateVirtualMachine.Disk()
    var isBareSize: Bool

    init(_ text: String) throws {
        isBareSize = !text.contains("=") && !text.contains(",")
        for (key, value) in try KeyedArgument(text, standard: "size").pairs { try set(key, value) }
    }

    private mutating func set(_ key: String, _ value: String) throws {
        switch key {
        case "size": disk.size = try ByteSize.parse(value)
        case "pool": disk.pool = value
        case "format": disk.format = try KeyedArgument.choice(CreateVirtualMachine.Disk.Format.self, value)
        case "bus": disk.bus = try KeyedArgument.choice(CreateVirtualMachine.Disk.Bus.self, value)
        case "cache": disk.cache = try KeyedArgument.choice(CreateVirtualMachine.Disk.Cache.self, value)
        case "discard": disk.discard = try KeyedArgument.flag(value)
        case "image": disk.image = value
        case "volume": disk.volume = value
        case "serial": disk.serial = value
        default: throw ValidationError("A disk has no '\(key)'.")
        }
    }
}

/// A network interface on the command line: `lan`, or `bridge=br0,model=e1000e`.
struct NICArgument {
    var nic = CreateVirtualMachine.NIC()

    init(_ text: String) throws {
        for (key, value) in try KeyedArgument(text, standard: "network").pairs { try set(key, value) }
    }

    private mutating func set(_ key: String, _ value: String) throws {
        switch key {
        case "network": nic.network = value
        case "bridge": nic.bridge = value
        case "ovs": nic.openVSwitch = try KeyedArgument.flag(value)
        case "device": nic.device = value
        case "mode": nic.mode = try KeyedArgument.choice(CreateVirtualMachine.NIC.Mode.self, value)
        case "mac": nic.mac = value
        case "model": nic.model = value
        case "filter": nic.filter = value
        case "link": nic.linkUp = try KeyedArgument.flag(value)
        default: throw ValidationError("A network interface has no '\(key)'.")
        }
    }
}
