/// The elements that programs keep in a domain, one for each namespace (libvirt's formatdomain, "General metadata").
extension Element {
    /// The namespace of this element as its own declarations say it, or those that surround it.
    ///
    /// - Parameter scope: the elements around this one, outermost first.
    public func resolvedNamespace(in scope: [Element] = []) -> String? {
        let declaration = namespaceDeclaration
        for element in (scope + [self]).reversed() {
            if let uri = element.attribute(declaration) { return uri.isEmpty ? nil : uri }
        }
        return nil
    }

    /// The metadata of a `<domain>` element that belongs to a namespace.
    public func metadata(namespace: String) -> Element? {
        metadataElements.first { $0.resolvedNamespace() == namespace }
    }

    /// Puts an element in the place of the metadata of its namespace, or takes them away; all else stays as it was.
    ///
    /// - Parameter replacement: an element that declares the namespace itself; nil takes the metadata away.
    /// - Throws: `XMLError` with code `name` where the replacement is of another namespace.
    public mutating func setMetadata(_ replacement: Element?, namespace: String) throws(XMLError) {
        guard replacement == nil || replacement?.resolvedNamespace() == namespace else {
            throw XMLError(.name, "the metadata element does not declare its namespace")
        }
        guard has("metadata") || replacement != nil else { return }
        if !has("metadata") { insertMetadata() }
        let domain = self
        edit("metadata") { $0.replaceChild(with: replacement, namespace: namespace, around: domain) }
    }

    /// The children of `<metadata>`, each with its namespace declared on itself.
    var metadataElements: [Element] {
        guard let metadata = first("metadata") else { return [] }
        return metadata.elements.map { child in
            guard child.resolvedNamespace() == nil, let uri = child.resolvedNamespace(in: [self, metadata]) else {
                return child
            }
            var child = child
            child.set(child.namespaceDeclaration, to: uri)
            return child
        }
    }

    private var namespaceDeclaration: String {
        let parts = name.split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? "xmlns:\(parts[0])" : "xmlns"
    }

    /// libvirt's schema does not mind the order; people expect metadata after the names.
    private mutating func insertMetadata() {
        let names: Set<String> = ["name", "uuid", "genid", "title", "description"]
        let last = children.lastIndex { if case .element(let child) = $0 { names.contains(child.name) } else { false } }
        children.insert(.element(Element(name: "metadata")), at: last.map { $0 + 1 } ?? 0)
    }

    private mutating func replaceChild(with replacement: Element?, namespace: String, around domain: Element) {
        let metadata = self
        let index = children.firstIndex {
            guard case .element(let child) = $0 else { return false }
            return child.resolvedNamespace(in: [domain, metadata]) == namespace
        }
        switch (index, replacement) {
        case (let index?, let replacement?): children[index] = .element(replacement)
        case (let index?, nil): children.remove(at: index)
        case (nil, let replacement?): children.append(.element(replacement))
        case (nil, nil): break
        }
    }
}
