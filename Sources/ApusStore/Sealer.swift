import Crypto
import FoundationEssentials
import Glibc

/// Seals what may hold secrets (AES-256-GCM) under a key file of mode 0600 beside the store.
struct Sealer: Sendable {
    private let key: SymmetricKey

    /// Reads the key, or makes one at first start.
    init(keyFile path: String) throws {
        if access(path, F_OK) != 0 { try Self.makeKey(at: path) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw StoreError("the key file \(path) must be readable by its owner only: chmod 600 \(path)")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count == 32 else {
            throw StoreError("the key file \(path) cannot be read or is damaged; without it sealed data are lost")
        }
        key = SymmetricKey(data: data)
    }

    func seal(_ data: Data) throws -> Data {
        guard let sealed = try AES.GCM.seal(data, using: key).combined else {
            throw StoreError("a value could not be sealed")
        }
        return sealed
    }

    func open(_ data: Data) throws -> Data {
        do {
            return try AES.GCM.open(AES.GCM.SealedBox(combined: data), using: key)
        } catch {
            throw StoreError("a sealed value does not fit the key file")
        }
    }

    private static func makeKey(at path: String) throws {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try PrivateFile.create(path, bytes)
    }
}

/// Files that only their owner may read, complete or absent.
public enum PrivateFile {
    /// Makes `path` with mode 0600 by writing beside it and renaming; an existing file is replaced.
    public static func create(_ path: String, _ bytes: [UInt8]) throws {
        let draft = path + ".new"
        unlink(draft)
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError("\(path) cannot be made: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
            rename(draft, path) == 0
        else {
            unlink(draft)
            throw StoreError("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
