/// A number of libvirt's with names for the values known here; others survive unchanged.
public protocol OpenEnumeration: RawRepresentable, Hashable, Sendable where RawValue == Int32 {
    init(rawValue: Int32)
}
