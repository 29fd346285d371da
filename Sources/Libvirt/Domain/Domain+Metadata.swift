import CLibvirt

/// The places of a domain's metadata (`virDomainMetadataType`).
public enum DomainMetadata: Hashable, Sendable {
    /// Free text.
    case description
    /// One line of free text.
    case title
    /// An XML element of a namespace of the application's.
    case element(uri: String)
}

extension Domain {
    /// Reads metadata. Throws `.noDomainMetadata` where there is none.
    public func metadata(_ place: DomainMetadata, _ flags: ChangeFlags = []) throws(LibvirtError) -> String {
        try unsafe take(
            virDomainGetMetadata(pointer, place.type, place.uri, flags.rawValue), "virDomainGetMetadata")
    }

    /// Writes metadata, or removes it with nil.
    /// - Parameter key: the XML prefix of an element's namespace; ignored for text.
    public func setMetadata(
        _ value: String?, _ place: DomainMetadata, key: String? = nil, _ flags: ChangeFlags = []
    ) throws(LibvirtError) {
        let call = "virDomainSetMetadata"
        if let value { _ = try whole(value, call) }
        try unsafe check(
            virDomainSetMetadata(pointer, place.type, value, place.uri == nil ? nil : key, place.uri, flags.rawValue),
            call)
    }
}

extension DomainMetadata {
    fileprivate var type: Int32 {
        switch self {
        case .description: 0
        case .title: 1
        case .element: 2
        }
    }

    fileprivate var uri: String? {
        if case .element(let uri) = self { uri } else { nil }
    }
}
