import ApusModel

/// How much may be promised of hosts that have a label; what is nil is as for all hosts.
public struct LabelOvercommit: Hashable, Sendable {
    public var key: String
    public var value: String
    public var overcommit = HostSettings.Overcommit()
    public var reserved = HostSettings.Reserved()

    /// What is wrong with a line, in words.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    /// Reads `rack=a1 cpu=2 memory=1 disk=1.5 reserved.cpus=2 reserved.memory=8589934592 reserved.disk=0`: a label of hosts, then
    /// ratios and amounts, in the ranges of the settings of those names.
    public init(_ line: String) throws(Fault) {
        var pairs: [(key: String, value: String)] = []
        for word in line.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Fault(description: "\(word) is not key=value") }
            pairs.append((parts[0], parts[1]))
        }
        guard pairs.count > 1 else { throw Fault(description: "must be a label and what holds for it: rack=a1 cpu=2") }
        (key, value) = pairs.removeFirst()
        for (name, text) in pairs { try set(name, text) }
    }

    private mutating func set(_ name: String, _ text: String) throws(Fault) {
        switch name {
        case "cpu": overcommit.cpu = try Self.number(name, text, 0.1...64)
        case "memory": overcommit.memory = try Self.number(name, text, 0.1...4)
        case "disk": overcommit.disk = try Self.number(name, text, 0.1...64)
        case "reserved.cpus": reserved.cpus = Int(try Self.amount(name, text, 4096))
        case "reserved.memory": reserved.memory = try Self.amount(name, text, 1 << 40)
        case "reserved.disk": reserved.disk = try Self.amount(name, text, 1 << 50)
        default:
            throw Fault(
                description: "has \(name); it may have cpu, memory, disk, reserved.cpus, reserved.memory, reserved.disk"
            )
        }
    }

    private static func number(_ name: String, _ text: String, _ range: ClosedRange<Double>) throws(Fault) -> Double {
        guard let number = Double(text), range.contains(number) else {
            throw Fault(description: "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func amount(_ name: String, _ text: String, _ most: Int64) throws(Fault) -> Int64 {
        guard let amount = Int64(text), (0...most).contains(amount) else {
            throw Fault(description: "\(name) must be a whole number from 0 to \(most)")
        }
        return amount
    }
}
