/// Repeats a call that adds block nodes to a running QEMU while a name is taken.
///
/// libvirt numbers the nodes, and one that was killed in the middle of such a call has forgotten the last numbers that its
/// QEMU holds (seen with 9.0). A failed call counts on, so a few more find a free one.
func takingFreeNodeNames<Value: ~Copyable>(
    _ call: () throws(LibvirtError) -> Value
) throws(LibvirtError) -> Value {
    for _ in 0..<8 {
        do throws(LibvirtError) {
            return try call()
        } catch {
            guard error.message.contains("Duplicate nodes with node-name") else { throw error }
        }
    }
    return try call()
}
