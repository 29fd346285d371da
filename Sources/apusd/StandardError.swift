import FoundationEssentials
import Glibc

/// Writing to standard error without Foundation's file handles.
enum FileHandle {
    static func standardErrorWrite(_ text: String) {
        let bytes = Array(text.utf8)
        // Nothing can be done about an error on the way to the error stream.
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// Writing lines to standard output without a buffer that a reader would have to wait for.
enum StandardOutput {
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        // Nobody reads any more: the server goes on.
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    }
}
