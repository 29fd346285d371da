import ApusCore
import ApusModel
import FoundationEssentials
import LibvirtXML

extension Ownership {
    /// The element with what a change says of it; all else in it stays.
    static func edited(_ element: Element, _ change: ChangeVirtualMachine) -> Element {
        var element = element
        if let tags = change.tags {
            element.children.removeAll { node in
                if case .element(let child) = node { child.name.split(separator: ":").last == "tag" } else { false }
            }
            let prefix = element.name.split(separator: ":").count > 1 ? element.name.prefix { $0 != ":" } + ":" : ""
            element.children += tags.map { .element(Element("\(prefix)tag", text: $0)) }
        }
        if let order = change.startOrder { element.set("startOrder", to: order > 0 ? "\(order)" : nil) }
        if let delay = change.startDelay { element.set("startDelay", to: delay > 0 ? "\(delay)" : nil) }
        if let isOn = change.deleteProtection { element.set("deleteProtection", to: isOn ? "yes" : nil) }
        if let isOn = change.startProtection { element.set("startProtection", to: isOn ? "yes" : nil) }
        return element
    }

    /// Whether a change says something of what Apus keeps.
    static func concerns(_ change: ChangeVirtualMachine) -> Bool {
        change.tags != nil || change.startOrder != nil || change.startDelay != nil || change.deleteProtection != nil
            || change.startProtection != nil || change.autostart != nil
    }

    /// The element that records an adoption.
    static func adoption(by actor: String, at date: Date) -> Element {
        Element("vm", ["adoptedAt": Timestamp.text(of: date), "adoptedBy": actor])
    }

    /// The element as `virDomainSetMetadata` takes it: libvirt gives it the namespace and the prefix itself.
    static func bare(_ element: Element) -> Element {
        var bare = element
        bare.name = String(element.name.split(separator: ":").last ?? "vm")
        bare.attributes.removeAll { $0.name == "xmlns" || $0.name.hasPrefix("xmlns:") }
        bare.children = element.children.compactMap { node in
            switch node {
            case .element(let child): .element(Self.bare(child))
            case .text, .comment: node
            }
        }
        return bare
    }
}
