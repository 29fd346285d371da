import FoundationEssentials

/// Body of `POST /api/v1/images`: one of `path`, `url`, and `source: upload`.
public struct CreateImage: Codable, Hashable, Sendable {
    public enum Source: String, Codable, Sendable, CaseIterable { case path, upload, url }

    public var name: String
    /// Absolute path of a file that lies on the hosts.
    public var path: String?
    public var source: Source?
    /// What the server is to fetch.
    public var url: String?
    public var format: Image.Format?
    /// Where to look at the file, or where its first copy goes; else the first host that will do.
    public var host: String?
    /// Where the copy goes; the provider's pool when absent.
    public var pool: String?
    /// Bytes of the file.
    public var size: Int64?
    /// SHA-256 of the file in hexadecimal.
    public var sha256: String?
    /// A list of checksums as `sha256sum` writes it, that names the file of `url`.
    public var sha256sumsURL: String?
    /// The OpenPGP signature of that list, or a clear-signed list itself. Keys: setting `images.keyring`.
    public var signatureURL: String?
    public var family: String?
    /// Who logs in by ssh in machines made from it.
    public var sshUser: String?

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    public init(name: String, source: Source) {
        self.name = name
        self.source = source
    }
}

/// How far an upload is: the answer of `GET /api/v1/images/{ref}/content` while its state is `uploading`.
public struct ImageUpload: Codable, Hashable, Sendable {
    /// Bytes the host has; the next piece begins here.
    public var offset: Int64
    /// Bytes that were announced.
    public var size: Int64?
    public var expiresAt: Date?

    public init(offset: Int64, size: Int64?, expiresAt: Date?) {
        self.offset = offset
        self.size = size
        self.expiresAt = expiresAt
    }
}

/// What removing an image takes away: the answer of `DELETE /api/v1/images/{ref}?dryRun=true`.
public struct ImageRemoval: Codable, Hashable, Sendable {
    public var name: String
    /// Files that Apus made and nobody uses: `host: path`.
    public var deletes: [String]
    /// Files that stay.
    public var keeps: [String]
    public var usedBy: [String]

    public init(name: String, deletes: [String], keeps: [String], usedBy: [String]) {
        self.name = name
        self.deletes = deletes
        self.keeps = keeps
        self.usedBy = usedBy
    }
}

/// What a write of bytes came to.
public struct WrittenContent: Codable, Hashable, Sendable {
    /// Bytes that came with this request.
    public var written: Int64
    /// Bytes of the file afterwards.
    public var size: Int64

    public init(written: Int64, size: Int64) {
        self.written = written
        self.size = size
    }
}
