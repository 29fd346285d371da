import Glibc

/// Writing lines to a standard stream at once, without Foundation's file handles and a buffer that a reader would have to wait for.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Nothing can be done about an error on the way: nobody reads any more, and the server goes on.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
