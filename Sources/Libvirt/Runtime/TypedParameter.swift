import CLibvirt

/// A value of libvirt's statistics and job reports (`virTypedParameter`).
public enum TypedParameter: Hashable, Sendable {
    case int(Int32)
    case uint(UInt32)
    case llong(Int64)
    case ullong(UInt64)
    case double(Double)
    case boolean(Bool)
    case string(String)

    /// The value where it is a whole number of 0 or more.
    public var unsigned: UInt64? {
        switch self {
        case .int(let value): UInt64(exactly: value)
        case .uint(let value): UInt64(value)
        case .llong(let value): UInt64(exactly: value)
        case .ullong(let value): value
        case .double, .boolean, .string: nil
        }
    }

    /// The value where it is a whole number.
    public var integer: Int64? {
        switch self {
        case .int(let value): Int64(value)
        case .uint(let value): Int64(value)
        case .llong(let value): value
        case .ullong(let value): Int64(exactly: value)
        case .double, .boolean, .string: nil
        }
    }

    /// The value where it is a text.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value where it is a yes or no.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }
}

/// Values by libvirt's field names, such as `cpu.time` or `block.0.capacity`.
public typealias TypedParameters = [String: TypedParameter]

extension TypedParameter {
    /// Copies a C array; values of an unknown type are left out.
    static func copy(_ start: UnsafePointer<virTypedParameter>?, count: Int32) -> TypedParameters {
        guard let start = unsafe start, count > 0 else { return [:] }
        var values = TypedParameters(minimumCapacity: Int(count))
        for index in 0..<Int(count) {
            let parameter = unsafe start[index]
            guard let value = unsafe TypedParameter(parameter) else { continue }
            unsafe values[text(ofField: parameter.field)] = value
        }
        return values
    }

    private init?(_ parameter: virTypedParameter) {
        switch unsafe UInt32(bitPattern: parameter.type) {
        case VIR_TYPED_PARAM_INT.rawValue: self = unsafe .int(parameter.value.i)
        case VIR_TYPED_PARAM_UINT.rawValue: self = unsafe .uint(parameter.value.ui)
        case VIR_TYPED_PARAM_LLONG.rawValue: self = unsafe .llong(parameter.value.l)
        case VIR_TYPED_PARAM_ULLONG.rawValue: self = unsafe .ullong(parameter.value.ul)
        case VIR_TYPED_PARAM_DOUBLE.rawValue: self = unsafe .double(parameter.value.d)
        case VIR_TYPED_PARAM_BOOLEAN.rawValue: self = unsafe .boolean(parameter.value.b != 0)
        case VIR_TYPED_PARAM_STRING.rawValue:
            guard let text = unsafe parameter.value.s else { return nil }
            self = unsafe .string(String(cString: text))
        default: return nil
        }
    }
}

/// The text of a fixed C character array, up to its NUL or its end.
func text<Field>(ofField field: Field) -> String {
    unsafe withUnsafeBytes(of: field) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
