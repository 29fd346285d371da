import HTTPTypes

/// Header fields that the types library does not name.
enum OwnHeader {
    /// The first Host is the authority of the request; this finds a second one.
    static let host = HTTPField.Name("Host")
    static let requestID = HTTPField.Name("X-Request-Id")
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")
    static let uploadOffset = HTTPField.Name("Upload-Offset")
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")
    static let lastEventID = HTTPField.Name("Last-Event-ID")
}

extension HTTPFields {
    /// A field by a name of ``OwnHeader``: those names are right, but the library can only say so at run time.
    subscript(own name: HTTPField.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }

    /// All values of such a field.
    subscript(ownValues name: HTTPField.Name?) -> [String] { name.map { self[values: $0] } ?? [] }
}
