import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Edits the definition of a domain's next start in its own tree: what `change` does not touch stays as it was written.
    func editDefinition(of id: UUID, _ change: (inout Element) throws -> Void) throws {
        var tree = try XMLTree.parse(try domain(id).xml([.inactive, .secure]), root: "domain")
        let before = tree
        try change(&tree)
        guard tree != before else { return }
        _ = try defineDomain(tree.xml())
    }
}
