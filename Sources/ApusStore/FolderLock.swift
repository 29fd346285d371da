import FoundationEssentials
import Glibc

/// Makes a data folder (mode 0700) this process's alone. The system frees the lock when the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError("the data folder \(folder) cannot be made: \(error)")
        }
        // One that was there before may be open to others.
        guard chmod(folder, 0o700) == 0 else {
            throw StoreError(
                "the data folder \(folder) cannot be closed to others: \(String(cString: strerror(errno)))")
        }
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError("\(path) cannot be opened: \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError("another apusd uses the data folder \(folder)")
        }
    }

    deinit {
        // Said in so many words: a child that is being started holds a copy of the descriptor until it runs its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
