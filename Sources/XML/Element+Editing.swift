/// Edits touch what they name and leave everything else as it was written.
extension Element {
    /// Gives an attribute a value, in its place or at the end; nil takes it away.
    public mutating func set(_ attribute: String, to value: String?) {
        guard let value else { return attributes.removeAll { $0.name == attribute } }
        for index in attributes.indices where attributes[index].name == attribute {
            return attributes[index].value = value
        }
        attributes.append(Attribute(name: attribute, value: value))
    }

    /// Gives an attribute of the first element at a path a value; elements that are missing are made.
    public mutating func set(_ attribute: String, at path: String, to value: String?) {
        edit(path) { $0.set(attribute, to: value) }
    }

    /// Makes a text the only content of the first element at a path; elements that are missing are made.
    public mutating func set(text: String, at path: String) {
        edit(path) { $0.children = text.isEmpty ? [] : [.text(text)] }
    }

    /// Adds an element as the last child of the first element at a path; elements that are missing are made.
    public mutating func append(_ element: Element, at path: String = "") {
        edit(path) { $0.children.append(.element(element)) }
    }

    /// Takes away all elements at a path for which the condition holds, with the white space before each.
    /// - Returns: how many went.
    @discardableResult
    public mutating func remove(_ path: String, where condition: (Element) -> Bool = { _ in true }) -> Int {
        remove(path.split(separator: "/")[...], where: condition)
    }

    /// Changes the first element at a path; elements that are missing are made.
    public mutating func edit(_ path: String, _ change: (inout Element) -> Void) {
        edit(path.split(separator: "/")[...], change)
    }

    /// Changes all elements at a path, and makes none.
    public mutating func editAll(_ path: String, _ change: (inout Element) -> Void) {
        editAll(path.split(separator: "/")[...], change)
    }

    private mutating func edit(_ path: ArraySlice<Substring>, _ change: (inout Element) -> Void) {
        guard let step = path.first else { return change(&self) }
        for index in children.indices {
            guard case .element(var child) = children[index], child.name == step else { continue }
            child.edit(path.dropFirst(), change)
            children[index] = .element(child)
            return
        }
        var child = Element(name: String(step))
        child.edit(path.dropFirst(), change)
        children.append(.element(child))
    }

    private mutating func editAll(_ path: ArraySlice<Substring>, _ change: (inout Element) -> Void) {
        guard let step = path.first else { return change(&self) }
        for index in children.indices {
            guard case .element(var child) = children[index], child.name == step else { continue }
            child.editAll(path.dropFirst(), change)
            children[index] = .element(child)
        }
    }

    private mutating func remove(_ path: ArraySlice<Substring>, where condition: (Element) -> Bool) -> Int {
        guard let step = path.first else { return 0 }
        let rest = path.dropFirst()
        var removed = 0
        var kept: [Node] = []
        for child in children {
            guard case .element(var element) = child, element.name == step else {
                kept.append(child)
                continue
            }
            if rest.isEmpty, condition(element) {
                removed += 1
                if kept.last?.isWhitespace == true { kept.removeLast() }
            } else {
                removed += element.remove(rest, where: condition)
                kept.append(.element(element))
            }
        }
        if removed > 0 { children = kept }
        return removed
    }
}

extension Element.Node {
    /// Whether this is text of nothing but white space.
    var isWhitespace: Bool {
        guard case .text(let text) = self else { return false }
        return text.utf8.allSatisfy(XMLCharacters.isWhitespace)
    }
}
