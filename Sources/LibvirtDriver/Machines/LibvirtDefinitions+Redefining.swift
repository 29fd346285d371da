import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension LibvirtDefinitions {
    func faults(in request: RedefineVirtualMachine, for id: UUID) async throws -> [Problem.Fault] {
        let present = try await read("read definition") { try $0.domain(id).xml([.inactive]) }
        let edited: Element
        do throws(XMLError) {
            edited = try XMLTree.parse(request.xml, root: "domain")
        } catch {
            return [.init(pointer: "/xml", code: "xml/\(error.code.rawValue)", message: error.description)]
        }
        let standing = try mappingXML { try XMLTree.parse(present, root: "domain") }
        return DefinitionRules(present: standing, allowsDangerous: request.allowDangerous ?? false).faults(edited)
    }

    func redefine(_ id: UUID, _ request: RedefineVirtualMachine) async throws {
        try await change("redefine") { connection in
            let present = try XMLTree.parse(connection.domain(id).xml([.inactive, .secure]), root: "domain")
            var edited = try XMLTree.parse(request.xml, root: "domain")
            edited.takePasswords(of: present)
            _ = try connection.defineDomain(edited.xml(), request.validate ?? true ? [.validate] : [])
        }
    }

    private func mappingXML(_ body: () throws -> Element) throws -> Element {
        do { return try body() } catch { throw DriverError(error) }
    }
}

/// What an edited definition may be.
struct DefinitionRules {
    /// What stands there now: it may stay, whatever it is.
    let present: Element
    let allowsDangerous: Bool

    init(present: Element, allowsDangerous: Bool = false) {
        self.present = present
        self.allowsDangerous = allowsDangerous
    }

    func faults(_ edited: Element) -> [Problem.Fault] {
        var faults: [Problem.Fault] = []
        for part in ["uuid", "name"] where edited.text(at: part) != present.text(at: part) {
            faults.append(fault("identity", "must keep the <\(part)> of the machine"))
        }
        if mark(edited) != mark(present) {
            faults.append(fault("owner", "must keep the metadata of Apus as they are; change those by PATCH"))
        }
        if !allowsDangerous {
            let known = Set(Self.dangers(present))
            faults += Self.dangers(edited).filter { !known.contains($0) }.map { danger in
                fault("dangerous", "\(danger.reason); send allowDangerous: true if that is meant")
            }
        }
        return faults
    }

    private func fault(_ code: String, _ message: String) -> Problem.Fault {
        .init(pointer: "/xml", code: code, message: message)
    }

    /// Without the white space between elements, which says nothing.
    private func mark(_ domain: Element) -> Element? {
        domain.metadata(namespace: Ownership.namespace).map(Ownership.bare)?.withoutWhitespace
    }

    private struct Danger: Hashable {
        var reason: String
        var element: Element
    }

    /// What reaches past the machine into its host.
    private static func dangers(_ domain: Element) -> [Danger] {
        var dangers: [Danger] = []
        for child in domain.elements where child.name.contains(":") || child.attribute("xmlns") != nil {
            dangers.append(Danger(reason: "<\(child.name)> speaks to the hypervisor past libvirt", element: child))
        }
        for (path, reason) in [
            ("devices/emulator", "<emulator> names a program that the host runs"),
            ("devices/hostdev", "<hostdev> gives the guest a device of its host"),
            ("devices/filesystem", "<filesystem> gives the guest a folder of its host"),
        ] { dangers += domain.all(path).map { Danger(reason: reason, element: $0.withoutWhitespace) } }
        for label in domain.all("seclabel") + domain.all("devices/disk/source/seclabel")
        where label.attribute("type") == "none" || label.attribute("relabel") == "no" {
            dangers.append(Danger(reason: "<seclabel> takes the guest's confinement away", element: label))
        }
        return dangers
    }
}

extension Element {
    /// The element without text of nothing but white space, however deep.
    var withoutWhitespace: Element {
        var copy = self
        copy.children = children.compactMap { node in
            switch node {
            case .element(let child): .element(child.withoutWhitespace)
            case .text(let text): text.allSatisfy(\.isWhitespace) ? nil : node
            case .comment: nil
            }
        }
        return copy
    }

    /// Passwords of displays are never shown, so a definition that was read has none: those of before stay.
    mutating func takePasswords(of before: Element) {
        var kept = before.all("devices/graphics")
        editAll("devices/graphics") { display in
            guard let place = kept.firstIndex(where: { $0.attribute("type") == display.attribute("type") }) else {
                return
            }
            let old = kept.remove(at: place)
            guard display.attribute("passwd") == nil, let password = old.attribute("passwd") else { return }
            display.set("passwd", to: password)
            display.set("passwdValidTo", to: old.attribute("passwdValidTo"))
        }
    }
}
