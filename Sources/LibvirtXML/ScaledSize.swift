/// Sizes as libvirt writes them: a number and a unit beside it.
enum ScaledSize {
    /// The number of bytes, or nil where number or unit is not one, or the product does not fit.
    ///
    /// Units follow libvirt's `virScaleInteger` and do not mind the case: `b`, `byte`, `bytes`; `k`, `KiB` are 1024 and
    /// `KB` is 1000, and so for M, G, T, P and E.
    static func bytes(_ number: String, unit: String?, default scale: Int64) -> Int64? {
        guard let value = Int64(number.filter { !$0.isWhitespace }), value >= 0 else { return nil }
        guard let scale = unit.map(Self.scale(of:)) ?? scale else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: scale)
        return overflow ? nil : product
    }

    private static func scale(of unit: String) -> Int64? {
        let unit = unit.lowercased()
        if unit.isEmpty { return nil }
        if ["b", "byte", "bytes"].contains(unit) { return 1 }
        guard let power = "kmgtpe".firstIndex(where: { $0 == unit.first }) else { return nil }
        let exponent = "kmgtpe".distance(from: "kmgtpe".startIndex, to: power) + 1
        switch unit.dropFirst() {
        case "", "ib": return (0..<exponent).reduce(1) { scale, _ in scale << 10 }
        case "b": return (0..<exponent).reduce(1) { scale, _ in scale &* 1000 }
        default: return nil
        }
    }
}

extension Element {
    /// The size in bytes that the element at a path holds, such as `<memory unit='KiB'>1024</memory>`.
    func bytes(at path: String, default scale: Int64) -> Int64? {
        first(path).flatMap { ScaledSize.bytes($0.text, unit: $0.attribute("unit"), default: scale) }
    }

    /// The text at a path, where it is there and not empty.
    func word(at path: String) -> String? {
        text(at: path).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The number that the element at a path holds.
    func number(at path: String) -> Int? {
        text(at: path).flatMap { Int($0) }
    }

    /// An attribute that says `yes` or `no`, `on` or `off`.
    func flag(_ attribute: String) -> Bool? {
        switch self.attribute(attribute) {
        case "yes", "on", "enabled": true
        case "no", "off", "disabled": false
        default: nil
        }
    }
}
