import ApusModel
import Foundation
import Testing

@testable import ApusCore

@Suite struct DeviceTextTests {
    @Test func `targets are a bus's letters and nothing else`() {
        for good in ["vda", "sdz", "vdab", "hdc"] { #expect(DeviceText.isTarget(good)) }
        for bad in ["", "vd", "vdA", "vd1", "xvda", "vda'", "vdabc", "vd/..", "sda\n", "vdä"] {
            #expect(!DeviceText.isTarget(bad), "\(bad)")
        }
    }

    @Test func `only volumes of pools are named, never paths`() {
        #expect(DeviceText.volume("apus/data.qcow2").map { [$0.pool, $0.name] } == ["apus", "data.qcow2"])
        for bad in [
            "", "/", "apus", "/etc/passwd", "apus/../x", "apus/..", "../x", "apus/a/b", "apus/", "/x", "apus/-x",
            "-a/x",
            "apus/x\n", "apus/\u{0}", "a\u{7F}/b", "apus//x",
        ] {
            #expect(DeviceText.volume(bad) == nil, "\(bad)")
        }
    }

    @Test func `the first free target is taken, beyond the alphabet too`() {
        #expect(DeviceText.freeTarget("vd", ["vda", "vdc"]) == "vdb")
        let letters = Set("abcdefghijklmnopqrstuvwxyz".map { "sd\($0)" })
        #expect(DeviceText.freeTarget("sd", letters) == "sdaa")
    }

    @Test func `a new volume takes a number that no volume has in any format`() throws {
        let vm = try #require(UUID(uuidString: "11111111-2222-3333-4444-000000000001"))
        let stem = "apus-11111111-2222-3333-4444-000000000001"
        #expect(VolumeNumber.free(for: vm, .qcow2, ["\(stem).qcow2"]) == "\(stem)-1.qcow2")
        #expect(VolumeNumber.free(for: vm, .raw, ["\(stem)-1.qcow2", "\(stem)-2.raw"]) == "\(stem)-3.raw")
    }

    @Test(arguments: ["0000:03:00.0", "ffff:ff:1f.7", "046d:c52b", "001:004"])
    func `an address of a host's device reads back as it was`(_ text: String) {
        #expect(HostDeviceAddress(text)?.description == text)
    }

    @Test(
        arguments: [
            "", "03:00.0", "0000:03:20.0", "0000:03:00.8", "0000:03:00", "046d:c52", "046g:c52b", "+46d:c52b", "1:4",
            "00a:004", "0000:03:00.0 ",
        ]) func `what is no address is refused`(_ text: String)
    {
        #expect(HostDeviceAddress(text) == nil)
    }
}
