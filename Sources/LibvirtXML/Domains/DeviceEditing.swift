/// Changes of one device's own element; what is not named stays as it was written.
extension Element {
    /// Puts a medium into a drive, or takes it out with `.empty`.
    public mutating func setMedium(_ source: ImageSource, format: String?) {
        remove("backingStore")
        guard let element = source.element else {
            remove("source")
            return
        }
        set("type", to: source.type)
        if let format { set("type", at: "driver", to: format) }
        replaceOrInsert(element, before: "target")
    }

    /// Gives a disk a serial.
    public mutating func setSerial(_ serial: String) { set(text: serial, at: "serial") }

    /// Plugs a card's cable in or out.
    public mutating func setLink(isUp: Bool) {
        if isUp {
            remove("link")
        } else {
            set("state", at: "link", to: "down")
        }
    }

    /// Plugs a card into a network of libvirt; what belonged to the old place goes.
    public mutating func setNetwork(_ name: String) {
        set("type", to: "network")
        remove("virtualport")
        replaceOrInsert(Element("source", ["network": name]), before: "model")
    }

    /// Guards a card with a network filter, or with none.
    public mutating func setFilter(_ name: String?) {
        remove("filterref")
        if let name { append(Element("filterref", ["filter": name])) }
    }

    /// Limits a card's traffic one way, `inbound` or `outbound`; nil takes the limit away.
    public mutating func setBandwidth(_ direction: String, _ limit: BandwidthDefinition?) {
        remove("bandwidth/\(direction)")
        if let limit { append(limit.element(direction), at: "bandwidth") }
        remove("bandwidth") { $0.elements.isEmpty }
    }

    private mutating func replaceOrInsert(_ element: Element, before name: String) {
        func index(_ name: String) -> Int? {
            children.firstIndex { if case .element(let child) = $0 { child.name == name } else { false } }
        }
        if let present = index(element.name) {
            children[present] = .element(element)
        } else {
            children.insert(.element(element), at: index(name) ?? children.endIndex)
        }
    }
}
