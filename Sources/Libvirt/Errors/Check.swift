import CLibvirt
import Glibc

// libvirt's last error is kept per thread: every function here must run on the thread of the failed call, with no
// other libvirt call between.

extension LibvirtError {
    /// The error that the failed `call` left on this thread.
    static func last(_ call: String) -> LibvirtError {
        guard let error = unsafe virGetLastError() else {
            return LibvirtError(.internalError, message: "the call failed without a reason", call: call)
        }
        let message = unsafe error.pointee.message.map { unsafe String(cString: $0) }
        return unsafe LibvirtError(
            Code(rawValue: error.pointee.code), domain: Domain(rawValue: error.pointee.domain),
            message: message ?? "the call failed without a reason", call: call)
    }
}

/// Passes a result of 0 or more through.
@discardableResult
func check(_ result: Int32, _ call: String) throws(LibvirtError) -> Int32 {
    guard result >= 0 else { throw .last(call) }
    return result
}

/// Passes a handle through.
func check(_ pointer: OpaquePointer?, _ call: String) throws(LibvirtError) -> OpaquePointer {
    guard let pointer = unsafe pointer else { throw .last(call) }
    return unsafe pointer
}

/// Copies a text that the caller owns, and frees it.
func take(_ text: UnsafeMutablePointer<CChar>?, _ call: String) throws(LibvirtError) -> String {
    guard let text = unsafe text else { throw .last(call) }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
}

/// Copies a text that the handle owns.
func copy(_ text: UnsafePointer<CChar>?, _ call: String) throws(LibvirtError) -> String {
    guard let text = unsafe text else { throw .last(call) }
    return unsafe String(cString: text)
}

/// A text that C may be given whole: a NUL would cut it silently.
func whole(_ text: String, _ call: String) throws(LibvirtError) -> String {
    guard !text.utf8.contains(0) else {
        throw LibvirtError(.unusableArgument, message: "the text holds a NUL", call: call)
    }
    return text
}

/// A number in the type that C takes.
func fitting<Source: BinaryInteger, Target: FixedWidthInteger>(
    _ value: Source, _ call: String
) throws(LibvirtError) -> Target {
    guard let fitting = Target(exactly: value) else {
        throw LibvirtError(.unusableArgument, message: "\(value) does not fit", call: call)
    }
    return fitting
}
