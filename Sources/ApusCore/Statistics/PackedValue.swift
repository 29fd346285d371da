/// A number of 0 or more in 16 bits with an error below 0.05 %: six bits of exponent and ten of fraction, from 2^-12 to 2^52.
///
/// An hour of every machine is kept in memory, so each byte counts ten million times.
enum PackedValue {
    static let unknown = UInt16.max
    /// The exponent (with the bias of `Float`) of the smallest number that is not taken for zero.
    private static let lowest: UInt32 = 115

    static func pack(_ value: Float) -> UInt16 {
        guard !value.isNaN else { return unknown }
        // Half of the last kept bit is added, so that the rest can be cut off.
        let rounded = (max(value, 0).bitPattern &+ 0x1000) >> 13
        let code = rounded.subtractingReportingOverflow(lowest << 10)
        guard !code.overflow else { return 0 }
        return UInt16(min(code.partialValue, UInt32(unknown) - 1))
    }

    static func unpack(_ code: UInt16) -> Float {
        if code == unknown { return .nan }
        return code == 0 ? 0 : Float(bitPattern: (UInt32(code) + lowest << 10) << 13)
    }
}

extension Usage {
    /// Two bytes for each measure.
    var packed: [UInt16] { (0..<values.scalarCount).map { PackedValue.pack(values[$0]) } }

    /// - Parameter codes: fewer than there are measures leave the rest unknown.
    init(packed codes: some Sequence<UInt16>) {
        self = .unknown
        for (place, code) in zip(0..<values.scalarCount, codes) { values[place] = PackedValue.unpack(code) }
    }
}
