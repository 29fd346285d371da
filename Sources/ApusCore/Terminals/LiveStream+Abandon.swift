import Glibc

extension LiveStream {
    /// Closes and ends what nobody will use.
    public func abandon() async {
        close(descriptor)
        if let errors { close(errors) }
        _ = await end()
    }
}
