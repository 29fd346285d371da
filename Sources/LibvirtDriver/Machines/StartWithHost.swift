import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// How a domain comes up with its host. Those in an order are started by Apus; libvirt's own flag is off then, for libvirt
/// starts all that have it at once.
enum StartWithHost: Equatable {
    case never, byLibvirt, inOrder

    /// What holds once a change is made. It may be asked again in the middle of the change: either mark alone says autostart.
    init(_ element: Element, flag: Bool, _ change: ChangeVirtualMachine = .init()) {
        let known = Ownership(element)
        let isOrdered = (change.startOrder ?? known.startOrder ?? 0) > 0
        let isOn = change.autostart ?? (flag || known.startsInOrder)
        self = isOn ? (isOrdered ? .inOrder : .byLibvirt) : .never
    }

    /// Whether a change says something of it.
    static func concerns(_ change: ChangeVirtualMachine) -> Bool {
        change.autostart != nil || change.startOrder != nil
    }
}

extension Ownership {
    /// The element with the mark of those that start in order, or without it.
    static func marked(_ element: Element, _ start: StartWithHost) -> Element {
        var element = element
        element.set("autostart", to: start == .inOrder ? "ordered" : nil)
        return element
    }
}

extension Domain {
    /// Writes a change for the next start. At every moment of it one of both marks stands, so that a crash loses nothing.
    borrowing func writeConfiguration(_ change: ChangeVirtualMachine) throws {
        guard StartWithHost.concerns(change), let mark = try mark() else { return try write(change, .configuration) }
        let flag = try autostart()
        let start = StartWithHost(mark, flag: flag, change)
        if start == .byLibvirt, !flag { try setAutostart(true) }
        try write(change, .configuration)
        if start != .byLibvirt, flag { try setAutostart(false) }
    }

    /// Puts libvirt's flag in the place of an order that goes with the mark, and back.
    /// - Parameter mark: what Apus will keep with the domain; nil when it is released.
    borrowing func handOverAutostart(to mark: String?) throws {
        let present = try self.mark().map(Ownership.init)
        let future = try mark.map { Ownership(try XMLTree.parse($0)) }
        if present?.startsInOrder == true, future?.startsInOrder != true { try setAutostart(true) }
        if future?.startsInOrder == true, try autostart() { try setAutostart(false) }
    }
}
