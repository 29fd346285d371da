import CLibvirt

/// Sizes of a disk (`virDomainBlockInfo`).
public struct BlockInfo: Hashable, Sendable {
    /// Bytes that the guest sees.
    public var capacity: UInt64
    /// Bytes on the host.
    public var allocation: UInt64
}

extension Domain {
    /// Sizes of a disk, also of a domain that is off.
    /// - Parameter disk: the target name (`vda`) or the source path.
    public func blockInfo(_ disk: String) throws(LibvirtError) -> BlockInfo {
        let call = "virDomainGetBlockInfo"
        var info = virDomainBlockInfo()
        try unsafe check(virDomainGetBlockInfo(pointer, whole(disk, call), &info, 0), call)
        return BlockInfo(capacity: info.capacity, allocation: info.allocation)
    }

    /// Limits a disk by libvirt's names, such as `total_bytes_sec`; 0 takes a limit away, what is not named stays.
    /// - Parameter disk: the target name (`vda`).
    public func setBlockLimits(
        _ disk: String, _ limits: [String: UInt64], _ flags: ChangeFlags
    ) throws(LibvirtError) {
        let call = "virDomainSetBlockIoTune"
        let disk = try whole(disk, call)
        var parameters: UnsafeMutablePointer<virTypedParameter>?
        var count: Int32 = 0
        var capacity: Int32 = 0
        defer { unsafe virTypedParamsFree(parameters, count) }
        for (name, value) in limits.sorted(by: { $0.key < $1.key }) {
            let name = try whole(name, call)
            try unsafe check(
                virTypedParamsAddULLong(&parameters, &count, &capacity, name, value), "virTypedParamsAddULLong")
        }
        try unsafe check(virDomainSetBlockIoTune(pointer, disk, parameters, count, flags.rawValue), call)
    }
}

extension Domain.ChangeFlags {
    /// Also where the guest has locked the tray.
    public static let force = Self(rawValue: VIR_DOMAIN_DEVICE_MODIFY_FORCE.rawValue)
}
