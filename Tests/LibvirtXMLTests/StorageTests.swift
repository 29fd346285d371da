import LibvirtXML
import Testing

@Suite struct StorageTests {
    @Test func `a volume is read`() throws {
        let volume = try VolumeDescription(xml: Fixtures.volume)
        #expect(volume.name == "overlay.qcow2" && volume.key == "/srv/lab/overlay.qcow2" && volume.path == volume.key)
        #expect(volume.type == "file" && volume.format == "qcow2" && volume.capacity == 2 << 30)
        #expect(volume.allocation == 200_704 && volume.physical == 196_640)
        #expect(volume.backingPath == "/srv/lab/base.qcow2" && volume.backingFormat == "qcow2")
    }

    @Test func `a pool is read`() throws {
        let pool = try PoolDescription(xml: Fixtures.pool)
        #expect(pool.name == "lab" && pool.uuid == "b5facf28-c1fd-46d6-b0ea-522a91e54531" && pool.type == "dir")
        #expect(pool.capacity == 270_553_174_016 && pool.available == 252_217_729_024)
        #expect(pool.allocation == 18_335_444_992 && pool.path == "/srv/lab" && pool.source.hosts.isEmpty)
    }

    @Test func `a pool on another host tells where it comes from`() throws {
        let pool = try PoolDescription(
            xml: """
                <pool type='netfs'><name>n</name><source><host name='nas'/><dir path='/export'/><format type='nfs'/></source>
                <target><path>/mnt</path></target></pool>
                """)
        #expect(pool.source.hosts == ["nas"] && pool.source.directory == "/export" && pool.source.format == "nfs")
    }

    @Test func `a volume is written with its backing image and mode`() throws {
        var volume = VolumeDefinition(
            name: "a&b", capacity: 1 << 30, format: "qcow2", backing: .init(path: "/srv/base", format: "raw"))
        volume.allocation = 0
        volume.mode = 0o600
        #expect(
            try volume.element().xml() == """
                <volume><name>a&amp;b</name><capacity unit='bytes'>1073741824</capacity>\
                <allocation unit='bytes'>0</allocation>\
                <target><format type='qcow2'/><permissions><mode>0600</mode></permissions></target>\
                <backingStore><path>/srv/base</path><format type='raw'/></backingStore></volume>
                """)
        let read = try VolumeDescription(xml: volume.element().xml())
        #expect(read.name == "a&b" && read.capacity == 1 << 30 && read.backingFormat == "raw")
    }

    @Test func `impossible volumes are refused`() {
        #expect(throws: DefinitionError.self) { try VolumeDefinition(name: "a", capacity: -1, format: "raw").element() }
        var volume = VolumeDefinition(name: "a", capacity: 1, format: "raw")
        volume.mode = 0o1777
        #expect(throws: DefinitionError.self) { try volume.element() }
    }

    @Test func `a pool is written as a directory`() throws {
        let pool = PoolDefinition(name: "apus", path: "/var/lib/libvirt/apus")
        let written = "<pool type='dir'><name>apus</name><target><path>/var/lib/libvirt/apus</path></target></pool>"
        #expect(try pool.element().xml() == written)
    }
}
