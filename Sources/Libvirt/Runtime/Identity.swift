import CLibvirt
import FoundationEssentials
import Glibc

/// The length of libvirt's binary UUID (`VIR_UUID_BUFLEN`).
private let uuidLength = 16

/// Reads a UUID by one of libvirt's `…GetUUID` functions.
func readUUID(_ call: String, _ read: (UnsafeMutablePointer<UInt8>) -> Int32) throws(LibvirtError) -> UUID {
    var bytes = UUID_NULL
    let result = unsafe withUnsafeMutableBytes(of: &bytes) { buffer -> Int32 in
        guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return -1 }
        return unsafe read(start)
    }
    try check(result, call)
    return UUID(uuid: bytes)
}

/// Looks a handle up by one of libvirt's `…LookupByUUID` functions.
func lookUp(
    _ uuid: UUID, _ call: String, _ find: (UnsafePointer<UInt8>) -> OpaquePointer?
) throws(LibvirtError) -> OpaquePointer {
    let found = unsafe withUnsafeBytes(of: uuid.uuid) { buffer -> OpaquePointer? in
        guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count == uuidLength else {
            return nil
        }
        return unsafe find(start)
    }
    return try unsafe check(found, call)
}

private let UUID_NULL: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

/// Reads a list of handles from one of libvirt's `…ListAll…` functions, hands each to `body`, and frees the array.
/// `body` takes over the handle and must free it.
func collect<Element>(
    _ call: String, _ list: (UnsafeMutablePointer<UnsafeMutablePointer<OpaquePointer?>?>) -> Int32,
    free release: (OpaquePointer) -> Void, _ body: (OpaquePointer) throws -> Element
) throws -> [Element] {
    var handles: UnsafeMutablePointer<OpaquePointer?>?
    let count = try unsafe check(list(&handles), call)
    defer { unsafe free(handles) }
    var elements: [Element] = []
    elements.reserveCapacity(Int(count))
    var failure: (any Error)?
    for index in 0..<Int(count) {
        guard let handle = unsafe handles?[index] else { continue }
        guard failure == nil else {
            unsafe release(handle)
            continue
        }
        do { try unsafe elements.append(body(handle)) } catch { failure = error }
    }
    if let failure { throw failure }
    return elements
}
