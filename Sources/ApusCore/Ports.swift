/// What the core needs of the world beside hosts and the store; a server may be without any of it.
public struct Ports: Sendable {
    /// Fetches images by URL.
    public var fetcher: (any ImageFetcher)?
    /// Checks who signed a list of checksums.
    public var signatures: (any SignatureVerifier)?
    /// Where packages for other hypervisors are made.
    public var spool: (any ExportSpool)?
    /// The administrator's own program that ranks hosts.
    public var placement: PlacementProgram?
    /// Where recordings of terminals are kept.
    public var recordings: (any RecordingArchive)?
    /// What terminals are opened with.
    public var terminals: (any TerminalPrograms)?

    public init(
        fetcher: (any ImageFetcher)? = nil, signatures: (any SignatureVerifier)? = nil,
        spool: (any ExportSpool)? = nil, placement: PlacementProgram? = nil,
        recordings: (any RecordingArchive)? = nil, terminals: (any TerminalPrograms)? = nil
    ) {
        (self.fetcher, self.signatures, self.spool, self.placement) = (fetcher, signatures, spool, placement)
        (self.recordings, self.terminals) = (recordings, terminals)
    }
}
