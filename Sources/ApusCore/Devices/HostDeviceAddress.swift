import ApusModel

/// Where a device of the host is, or what it is; its text is what people type and see.
public enum HostDeviceAddress: Codable, Hashable, Sendable, CustomStringConvertible {
    /// `0000:03:00.0`: domain, bus, slot and function.
    case pci(domain: Int, bus: Int, slot: Int, function: Int)
    /// `046d:c52b`: vendor and product, as `lsusb` shows them.
    case usb(vendor: Int, product: Int)
    /// `001:004`: bus and device, as `lsusb` shows them.
    case usbPort(bus: Int, device: Int)

    /// Reads the text; nil when it is none of these.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.map(\.count) {
        case [4, 2, 4]: self.init(pci: parts)
        case [4, 4]:
            guard let vendor = Self.hexadecimal(parts[0]), let product = Self.hexadecimal(parts[1]) else { return nil }
            self = .usb(vendor: vendor, product: product)
        case [3, 3]:
            guard let bus = Self.decimal(parts[0]), let device = Self.decimal(parts[1]) else { return nil }
            self = .usbPort(bus: bus, device: device)
        default: return nil
        }
    }

    private init?(pci parts: [Substring]) {
        let rest = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard rest.map(\.count) == [2, 1], let domain = Self.hexadecimal(parts[0]),
            let bus = Self.hexadecimal(parts[1]), let slot = Self.hexadecimal(rest[0]), slot < 32,
            let function = Self.hexadecimal(rest[1]), function < 8
        else { return nil }
        self = .pci(domain: domain, bus: bus, slot: slot, function: function)
    }

    public var kind: HostDevice.Kind { if case .pci = self { .pci } else { .usb } }

    public var description: String {
        switch self {
        case .pci(let domain, let bus, let slot, let function):
            "\(Self.padded(domain, 4)):\(Self.padded(bus, 2)):\(Self.padded(slot, 2)).\(function)"
        case .usb(let vendor, let product): "\(Self.padded(vendor, 4)):\(Self.padded(product, 4))"
        case .usbPort(let bus, let device): "\(Self.padded(bus, 3, radix: 10)):\(Self.padded(device, 3, radix: 10))"
        }
    }

    private static func padded(_ number: Int, _ width: Int, radix: Int = 16) -> String {
        let digits = String(number, radix: radix)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `Int(_:radix:)` takes a sign.
    private static func hexadecimal(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isHexDigit } ? Int(text, radix: 16) : nil
    }

    private static func decimal(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}
