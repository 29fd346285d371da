import ApusCore
import ApusTesting
import Foundation
import Testing

@testable import ApusServer

@Suite struct CourseVolumeTests {
    @Test func `a volume is made, attached, detached and destroyed`() async throws {
        try await CourseSite.with { site, hosts in
            try await site.expectCreated("a", is: #"{"vmid":1}"#)
            let host = hosts[0].world.machines.isEmpty ? hosts[1] : hosts[0]
            try await site.expect("/volume/create?name=test_volume&size=3", is: #"{"volumeid":1}"#)
            let free = #"{"volumeid":1,"name":"test_volume","size":3,"status":"available"}"#
            try await site.expect("/volume/query?volumeid=1", is: free)
            try await site.expect("/volume/attach?vmid=1&volumeid=1", is: #"{"status":1}"#)
            #expect(host.world.volumes["apus/course-1.qcow2"] == "\(3 << 30) bytes")
            let used = #"{"volumeid":1,"name":"test_volume","size":3,"status":"attached","vmid":1}"#
            #expect(await eventually { try await site.ask("/volume/query?volumeid=1") == used })
            try await site.expect("/volume/attach?vmid=1&volumeid=1", is: #"{"status":0}"#)
            try await site.expect("/volume/destroy?volumeid=1", is: #"{"status":0}"#)
            try await site.expect("/volume/detach?volumeid=1", is: #"{"status":1}"#)
            try await site.expect("/volume/query?volumeid=1", is: free)
            try await site.expect("/volume/detach?volumeid=1", is: #"{"status":0}"#)
            try await site.expect("/volume/attach?vmid=1&volumeid=1", is: #"{"status":1}"#)
            try await site.expect("/volume/detach?volumeid=1", is: #"{"status":1}"#)
            try await site.expect("/volume/destroy?volumeid=1", is: #"{"status":1}"#)
            #expect(host.world.volumes["apus/course-1.qcow2"] == nil)
            try await site.expect("/volume/query?volumeid=1", is: #"{"error":"volumeid : 1 does not exist"}"#)
        }
    }

    @Test func `names of volumes are unique while they are there, numbers for ever`() async throws {
        try await CourseSite.with { site, _ in
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":1}"#)
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":0}"#)
            try await site.expect("/volume/destroy?volumeid=1", is: #"{"status":1}"#)
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":2}"#)
        }
    }

    @Test func `a volume outlives the machine that had it`() async throws {
        try await CourseSite.with { site, _ in
            try await site.expectCreated("a", is: #"{"vmid":1}"#)
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":1}"#)
            try await site.expect("/volume/attach?vmid=1&volumeid=1", is: #"{"status":1}"#)
            try await site.expect("/vm/destroy?vmid=1", is: #"{"status":1}"#)
            try await site.expect(
                "/volume/query?volumeid=1", is: #"{"volumeid":1,"name":"v","size":1,"status":"available"}"#)
            try await site.expect("/volume/destroy?volumeid=1", is: #"{"status":1}"#)
        }
    }

    @Test func `a volume follows to the host of the machine that it is attached to`() async throws {
        try await CourseSite.with { site, hosts in
            try await site.expectCreated("a", is: #"{"vmid":1}"#)
            try await site.expectCreated("b", is: #"{"vmid":2}"#)
            for host in hosts {
                host.poolType = "dir"
                host.relist()
            }
            #expect(await eventually { site.core.estate.pools.rows().allSatisfy { $0.type == "dir" } })
            try #require(hosts.allSatisfy { $0.world.machines.count == 1 })
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":1}"#)
            for vm in [1, 2, 1] {
                try await site.expect("/volume/attach?vmid=\(vm)&volumeid=1", is: #"{"status":1}"#)
                let used = #"{"volumeid":1,"name":"v","size":1,"status":"attached","vmid":\#(vm)}"#
                #expect(await eventually { try await site.ask("/volume/query?volumeid=1") == used })
                let pm = try #require(hosts.firstIndex { $0.world.volumes["apus/course-1.qcow2"] != nil })
                #expect(try await site.ask("/vm/query?vmid=\(vm)").contains(#""pmid":\#(pm + 1)"#))
                #expect(hosts.count { $0.world.volumes["apus/course-1.qcow2"] != nil } == 1)
                try await site.expect("/volume/detach?volumeid=1", is: #"{"status":1}"#)
            }
            try await site.expect("/volume/destroy?volumeid=1", is: #"{"status":1}"#)
            #expect(hosts.allSatisfy { $0.world.volumes["apus/course-1.qcow2"] == nil })
        }
    }

    @Test func `two attaches at once: one succeeds`() async throws {
        try await CourseSite.with { site, _ in
            try await site.expectCreated("a", is: #"{"vmid":1}"#)
            try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":1}"#)
            async let one = site.ask("/volume/attach?vmid=1&volumeid=1")
            async let two = site.ask("/volume/attach?vmid=1&volumeid=1")
            #expect(try await [one, two].sorted() == [#"{"status":0}"#, #"{"status":1}"#])
        }
    }
}
