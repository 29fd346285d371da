import Foundation
import Testing

@testable import LibvirtDriver

/// What may be merged and what may go: a wrong answer costs data.
@Suite struct ImageTreeTests {
    @Test func `layers that no snapshot needs are merged, the golden base never`() {
        var tree = tree(["disk": "golden", "snap-1": "disk", "snap-2": "snap-1"], top: "snap-2")
        #expect(tree.nextMerge == .init(target: "vda", top: "/p/snap-2", base: "/p/snap-1", isActive: true))
        tree.frozen = [frozen("two", "snap-1", "snap-2")]
        #expect(tree.nextMerge == .init(target: "vda", top: "/p/snap-1", base: "/p/disk", isActive: false))
        tree.frozen.append(frozen("one", "disk", "snap-1"))
        #expect(tree.nextMerge == nil)
        #expect(self.tree(["disk": "golden"], top: "disk").nextMerge == nil)
        #expect(tree.garbage == [])
    }

    @Test func `nothing is merged into an image that another stands on`() {
        let branched = tree(["snap-1": "disk", "foreign": "disk"], top: "snap-1")
        #expect(branched.nextMerge == nil)
        var above = tree(["snap-1": "disk", "snap-2": "snap-1", "clone": "snap-1"], top: "snap-2")
        above.frozen = [frozen("two", "snap-1", "snap-2")]
        #expect(above.nextMerge == nil)
    }

    @Test func `a branch that was left keeps what its snapshots stand on, and nothing more`() {
        // one froze disk, two froze snap-1; the machine went back to one and writes to snap-3.
        var tree = tree(["snap-1": "disk", "snap-2": "snap-1", "snap-3": "disk"], top: "snap-3")
        tree.frozen = [frozen("one", "disk", "snap-3"), frozen("two", "snap-1", "snap-2")]
        #expect(tree.garbage == ["/p/snap-2"])
        #expect(tree.nextMerge == nil)
        tree.frozen = [frozen("two", "snap-1", "snap-2")]
        #expect(tree.nextMerge == nil, "two's image stands on the same disk")
        tree.frozen = []
        #expect(tree.garbage == ["/p/snap-1", "/p/snap-2"])
        #expect(tree.nextMerge?.top == "/p/snap-3")
    }

    @Test func `an overlay that another machine's disk stands on stays`() {
        let tree = tree(["snap-1": "disk", "clone": "snap-1"], top: "disk")
        #expect(tree.garbage == [])
    }

    @Test func `a snapshot follows its image when that was merged`() {
        var tree = tree(["snap-1": "disk", "snap-2": "disk"], top: "snap-2")
        tree.frozen = [frozen("two", "snap-1", "snap-2")]
        #expect(tree.moved.map(\.base) == ["/p/disk"])
        tree.backing["/p/snap-2"] = "/p/snap-1"
        #expect(tree.moved.isEmpty)
    }

    @Test func `a circle of images ends`() {
        #expect(tree(["snap-1": "snap-2", "snap-2": "snap-1"], top: "snap-1").chain("/p/snap-1").count == 2)
    }

    @Test func `a snapshot's id is that of RFC 9562 for its VM and name`() throws {
        // The example of appendix A.4: the namespace of DNS names and www.example.com.
        let namespace = try #require(UUID(uuidString: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        #expect(
            SnapshotIdentity.id(of: "www.example.com", in: namespace).uuidString
                == "2ED6657D-E927-568B-95E1-2665A8AEA6A2")
    }

    private func tree(_ backing: [String: String], top: String) -> ImageTree {
        var all: [String: String?] = ["/p/golden": nil, "/p/disk": nil]
        for (image, below) in backing { all["/p/" + image] = "/p/" + below }
        return ImageTree(backing: all, disks: ["vda": "/p/" + top], frozen: [], prefix: "snap-")
    }

    private func frozen(_ name: String, _ base: String, _ overlay: String) -> ImageTree.Frozen {
        .init(snapshot: name, target: "vda", base: "/p/" + base, overlay: "/p/" + overlay)
    }
}
