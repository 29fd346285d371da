import Glibc

extension LiveStream {
    /// Closes and ends what nobody will use.
    public func abandon() async {
        close(descriptor)
        _ = await end()
    }
}
