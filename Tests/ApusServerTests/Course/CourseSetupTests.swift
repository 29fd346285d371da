import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusServer

@Suite struct CourseSetupTests {
    @Test func `ids and machines survive a restart, with and without the files`() async throws {
        try await CourseSite.inFolder { folder in
            let hosts = CourseSite.hosts()
            var rows: [String] = []
            let calls = [
                "/vm/query?vmid=1", "/vm/query?vmid=2", "/volume/query?volumeid=1", "/pm/list", "/image/list",
                "/vm/types",
            ]
            try await CourseSite.run(hosts, folder) { site in
                try await site.expectCreated("one%20vm", is: #"{"vmid":1}"#)
                try await site.expectCreated("two", type: 2, is: #"{"vmid":2}"#)
                try await site.expect("/volume/create?name=v&size=1", is: #"{"volumeid":1}"#)
                for call in calls { rows.append(try await site.ask(call)) }
            }
            try await CourseSite.run(hosts, folder, files: nil) { site in
                for (call, row) in zip(calls, rows) { try await site.expect(call, is: row) }
            }
            try await CourseSite.run(hosts, folder) { site in
                #expect(site.reports == [])
                for (call, row) in zip(calls, rows) { try await site.expect(call, is: row) }
                try await site.expectCreated("three", is: #"{"vmid":3}"#)
                #expect(site.core.estate.providers.count == 2 && site.core.estate.images.count == 1)
            }
        }
    }

    @Test func `a line that cannot be used is reported, and the others count`() async throws {
        try await CourseSite.inFolder { folder in
            let files = CourseSite.files(
                hosts: "fake://node1\n\n~~~ what is this\nfake://node2\nfake://node1\nfake://gone\n",
                images: "/images/none.img\nrelative/x.img\n/images/Ubuntu-12.04-amd64.img\n",
                flavors:
                    #"{"types": [{"cpu": 1, "ram": 512}, {"cpu": "x", "ram": 1}, {"tid": 7, "cpu": 2, "ram": 64, "disk": 0}]}"#
            )
            try await CourseSite.run(CourseSite.hosts(), folder, files: files) { site in
                let places = site.reports.compactMap { $0.split(separator: " ").first.map(String.init) }
                #expect(
                    places == ["pms:3:", "images:2:", "flavors:1:", "pms:5:", "gone", "images:1:"], "\(site.reports)")
                try await site.expect("/pm/list", is: #"{"pmids":[1,2,3]}"#)
                try await site.expect("/pm/query?pmid=3", is: #"{"status":0}"#)
                try await site.expect("/image/list", is: #"{"images":[{"id":2,"name":"Ubuntu-12.04-amd64"}]}"#)
                try await site.expect(
                    "/vm/types",
                    is: #"{"types":[{"tid":1,"cpu":1,"ram":512,"disk":0},{"tid":7,"cpu":2,"ram":64,"disk":0}]}"#)
            }
        }
    }

    @Test func `a file of a machine that runs no VMs is copied once, and given to a host`() async throws {
        try await CourseSite.inFolder { folder in
            let files = CourseSite.files(images: "ada@10.9.9.9:/srv/Fedora-17.img\nada@10.9.9.9:/srv/none.img\n")
            // A pool of theirs would say that it has no room.
            let hosts = ["node1", "node2"].map { FakeHost($0) }
            for run in 1...2 {
                try await CourseSite.run(hosts, folder, files: files) { site in
                    let copied = site.reports.filter { $0 == "copying ada@10.9.9.9:/srv/Fedora-17.img" }
                    #expect(copied.count == (run == 1 ? 1 : 0), "\(site.reports)")
                    #expect(site.reports.last == "images:2: no such file")
                    try await site.expect("/image/list", is: #"{"images":[{"id":1,"name":"Fedora-17"}]}"#)
                    let image = site.core.estate.images.rows().first
                    #expect(image?.state == .ready && image?.format == .qcow2 && site.core.estate.images.count == 1)
                }
            }
        }
    }

    @Test func `another file takes the place of the first`() async throws {
        try await CourseSite.inFolder { folder in
            let hosts = CourseSite.hosts()
            try await CourseSite.run(hosts, folder) { _ in }
            let files = CourseSite.files(
                hosts: "fake://node2\n", flavors: #"{"types": [{"tid": 1, "cpu": 4, "ram": 2048, "disk": 3}]}"#)
            try await CourseSite.run(hosts, folder, files: files) { site in
                try await site.expect("/pm/list", is: #"{"pmids":[1]}"#)
                #expect(site.core.estate.providers.rows().map(\.address) == ["fake://node2"])
                try await site.expect("/vm/types", is: #"{"types":[{"tid":1,"cpu":4,"ram":2048,"disk":3}]}"#)
            }
        }
    }

    @Test func `without the files, what the server knows is served under its own numbers`() async throws {
        try await CourseSite.inFolder { folder in
            try await CourseSite.run(CourseSite.hosts(), folder, files: nil) { site in
                _ = try await site.core.providers.add(CreateProvider(name: "n", address: "fake://node2"))
                try await site.expect("/pm/list", is: #"{"pmids":[1]}"#)
                try await site.expect("/image/list", is: #"{"images":[]}"#)
            }
        }
    }
}
