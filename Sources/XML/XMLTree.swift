/// Reads XML that others wrote into a tree.
///
/// The reader is our own because the ones at hand are not fit: `XMLDocument` resolves external entities on Linux, and
/// `XMLParser` loses the order of attributes and stands on a parser that its maintainer calls unfit for untrusted input.
/// It reads XML 1.0 in UTF-8 without document types, which is all that libvirt writes; what it does not know it refuses.
/// White space, comments and unknown elements are kept; processing instructions are skipped.
public enum XMLTree {
    /// The root element of a document.
    ///
    /// - Throws: `XMLError` with the line where reading stopped.
    public static func parse(_ text: String, limits: XMLLimits = XMLLimits()) throws(XMLError) -> Element {
        guard text.utf8.count <= limits.bytes else { throw tooLarge(limits) }
        return try parse(valid: Array(text.utf8), limits: limits)
    }

    /// The root element of a document in UTF-8.
    ///
    /// - Throws: `XMLError` with the line where reading stopped.
    public static func parse(bytes: some Collection<UInt8>, limits: XMLLimits = XMLLimits()) throws(XMLError) -> Element
    {
        guard bytes.count <= limits.bytes else { throw tooLarge(limits) }
        let bytes = Array(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw XMLError(.encoding, "not UTF-8") }
        return try parse(valid: bytes, limits: limits)
    }

    /// The root element of a document, which must have the name given.
    ///
    /// - Throws: `XMLError` with code `unexpectedElement` for another root.
    public static func parse(_ text: String, root: String, limits: XMLLimits = XMLLimits()) throws(XMLError) -> Element
    {
        let element = try parse(text, limits: limits)
        guard element.name == root else {
            throw XMLError(.unexpectedElement, line: 1, "expected <\(root)>, found another element")
        }
        return element
    }

    private static func parse(valid bytes: [UInt8], limits: XMLLimits) throws(XMLError) -> Element {
        var reader = XMLReader(bytes, limits: limits)
        return try reader.document()
    }

    private static func tooLarge(_ limits: XMLLimits) -> XMLError {
        XMLError(.tooLarge, "larger than \(limits.bytes) bytes")
    }
}
