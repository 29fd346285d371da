/// Paths name children by their written names, separated by `/`, such as `devices/disk`. The empty path is the element itself.
extension Element {
    /// The elements among the children.
    public var elements: [Element] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The element's own texts joined, without those of its children.
    public var text: String {
        if case .text(let only)? = children.first, children.count == 1 { return only }
        return children.reduce(into: "") { text, child in
            if case .text(let part) = child { text += part }
        }
    }

    /// The first element at a path, in document order.
    public func first(_ path: String) -> Element? {
        first(path.split(separator: "/")[...])
    }

    /// All elements at a path, in document order.
    public func all(_ path: String) -> [Element] {
        var found: [Element] = []
        collect(path.split(separator: "/")[...], into: &found)
        return found
    }

    /// The text of the first element at a path; nil where there is none.
    public func text(at path: String) -> String? {
        first(path)?.text
    }

    /// The value of an attribute; nil where there is none.
    public func attribute(_ name: String) -> String? {
        for attribute in attributes where attribute.name == name { return attribute.value }
        return nil
    }

    /// The value of an attribute of the first element at a path.
    public func attribute(_ name: String, at path: String) -> String? {
        first(path)?.attribute(name)
    }

    /// Whether something stands at a path.
    public func has(_ path: String) -> Bool {
        first(path) != nil
    }

    private func first(_ path: ArraySlice<Substring>) -> Element? {
        guard let step = path.first else { return self }
        for case .element(let child) in children where child.name == step {
            if let found = child.first(path.dropFirst()) { return found }
        }
        return nil
    }

    private func collect(_ path: ArraySlice<Substring>, into found: inout [Element]) {
        guard let step = path.first else { return found.append(self) }
        for case .element(let child) in children where child.name == step {
            child.collect(path.dropFirst(), into: &found)
        }
    }
}
