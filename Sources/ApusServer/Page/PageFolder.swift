import Crypto
import FoundationEssentials
import Glibc
import Synchronization

/// Opens files beneath a folder, one step at a time: a symbolic link is no step, so that nothing outside can be reached,
/// also by one who changes the folder meanwhile.
enum PageFolder {
    /// Where a file is what it was.
    struct Stamp: Hashable, Sendable {
        var inode: UInt64
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    static let largest = 16 << 20

    static func isPage(_ folder: String) -> Bool { access(folder + "/index.html", R_OK) == 0 }

    /// Lends the open file and its stamp; nil where there is no such regular file.
    static func open<Value>(_ folder: String, _ path: [String], _ body: (CInt, Stamp) -> Value?) -> Value? {
        guard !path.isEmpty, path.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") }) else {
            return nil
        }
        var file = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for (place, name) in path.enumerated() where file >= 0 {
            let kind = place == path.count - 1 ? O_NONBLOCK : O_DIRECTORY
            let next = openat(file, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind)
            close(file)
            file = next
        }
        guard file >= 0 else { return nil }
        defer { close(file) }
        return stamp(of: file).flatMap { body(file, $0) }
    }

    private static func stamp(of file: CInt) -> Stamp? {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest else {
            return nil
        }
        return Stamp(
            inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    static func read(_ file: CInt, _ size: Int) -> Data? {
        var bytes = [UInt8](repeating: 0, count: size)
        var count = 0
        while count < size {
            let got = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { Glibc.read(file, $0 + count, size - count) } ?? 0
            }
            guard got > 0 else { return nil }
            count += got
        }
        return Data(bytes)
    }
}

/// The files that were read, as long as they are what they were.
final class PageCache: Sendable {
    private struct Kept: Sendable {
        var stamp: PageFolder.Stamp
        var file: PageFile
    }

    private static let largest = 32 << 20
    private let kept = Mutex<[String: Kept]>([:])

    /// - Parameter edit: what is sent instead of the file's bytes.
    func file(
        _ folder: String, _ path: [String], suffix: String, _ type: String, edit: ((Data) -> Data)? = nil
    ) -> PageFile? {
        let path = path.dropLast() + path.suffix(1).map { $0 + suffix }
        let key = ([folder] + path).joined(separator: "/")
        return PageFolder.open(folder, Array(path)) { descriptor, stamp in
            if let known = kept.withLock({ $0[key] }), known.stamp == stamp { return known.file }
            guard let raw = PageFolder.read(descriptor, stamp.size) else { return nil }
            let bytes = edit?(raw) ?? raw
            var file = PageFile(bytes: bytes, type: type, tag: EntityTag.of(bytes), isCompressed: suffix == ".gz")
            if path.last == "index.html" { file.policy = PagePolicy.of(bytes) }
            keep(Kept(stamp: stamp, file: file), key)
            return file
        }
    }

    private func keep(_ one: Kept, _ key: String) {
        kept.withLock { kept in
            kept[key] = one
            // Larger than any page: then something else is in the folder, and none of it is worth the memory.
            if kept.values.reduce(0, { $0 + $1.file.bytes.count }) > Self.largest { kept.removeAll() }
        }
    }
}
