import LibvirtXML
import Testing

@Suite struct PoolDefinitionTests {
    @Test func `a volume group and an export are written as libvirt reads them`() throws {
        var group = PoolDefinition(name: "lvm", path: "/dev/vg0")
        group.type = "logical"
        group.source = .init(name: "vg0", format: "lvm2")
        let read = try PoolDescription(xml: try group.element().xml())
        #expect(read.type == "logical" && read.source.name == "vg0" && read.source.format == "lvm2")
        #expect(read.path == "/dev/vg0" && read.source.hosts.isEmpty)
        var export = PoolDefinition(name: "share", path: "/mnt/share")
        export.type = "netfs"
        export.source = .init(host: "nas", directory: "/export", format: "nfs")
        let share = try PoolDescription(xml: try export.element().xml())
        #expect(share.source.hosts == ["nas"] && share.source.directory == "/export" && share.source.format == "nfs")
    }

    @Test func `a plain directory has no source`() throws {
        let xml = try PoolDefinition(name: "apus", path: "/pool").element().xml()
        #expect(!xml.contains("<source"))
    }

    @Test func `the kinds of pool a host supports are read`() throws {
        let xml = """
            <storagepoolCapabilities><pool type='dir' supported='yes'/><pool type='rbd' supported='no'/>
            <pool type='netfs' supported='yes'/></storagepoolCapabilities>
            """
        #expect(try PoolCapabilities(xml: xml).kinds == ["dir", "netfs"])
    }
}
