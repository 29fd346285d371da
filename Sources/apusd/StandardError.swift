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
