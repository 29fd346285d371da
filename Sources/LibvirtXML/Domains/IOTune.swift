/// The limits of a disk by libvirt's own names, such as `total_bytes_sec` (formatdomain, `iotune`; the same names as
/// `virDomainSetBlockIoTune` takes). Only numbers above zero stand in it.
public typealias IOTune = [String: Int64]

extension Element {
    /// The limits of a `<disk>`.
    public var ioTune: IOTune {
        let pairs = (first("iotune")?.elements ?? []).compactMap { limit in
            Int64(limit.text).flatMap { $0 > 0 ? (limit.name, $0) : nil }
        }
        return Dictionary(pairs) { $1 }
    }
}

/// Traffic one way, in libvirt's units.
public struct BandwidthDefinition: Hashable, Sendable {
    /// KiB per second.
    public var average: Int64
    /// KiB per second.
    public var peak: Int64?
    /// KiB.
    public var burst: Int64?

    public init(average: Int64, peak: Int64? = nil, burst: Int64? = nil) {
        (self.average, self.peak, self.burst) = (average, peak, burst)
    }

    /// nil for an element without an average.
    init?(_ element: Element?) {
        guard let element, let average = element.attribute("average").flatMap({ Int64($0) }) else { return nil }
        self.average = average
        peak = element.attribute("peak").flatMap { Int64($0) }
        burst = element.attribute("burst").flatMap { Int64($0) }
    }

    func element(_ direction: String) -> Element {
        Element(
            direction, ["average": "\(average)", "peak": peak.map { "\($0)" }, "burst": burst.map { "\($0)" }])
    }
}
