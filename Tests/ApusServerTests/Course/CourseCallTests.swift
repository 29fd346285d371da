import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusServer

@Suite struct CourseCallTests {
    @Test func `every call answers as the document shows`() async throws {
        try await CourseSite.with { site, hosts in
            #expect(site.reports == [])
            try await site.expect(
                "/vm/types",
                is: #"{"types":[{"tid":1,"cpu":1,"ram":512,"disk":1},{"tid":2,"cpu":2,"ram":1024,"disk":2}]}"#)
            try await site.expect("/image/list", is: #"{"images":[{"id":1,"name":"Ubuntu-12.04-amd64"}]}"#)
            try await site.expect("/pm/list", is: #"{"pmids":[1,2]}"#)
            try await site.expectCreated("test_vm", type: 2, is: #"{"vmid":1}"#)
            let isOnFirst = hosts[0].world.machines.count == 1
            let (pm, other) = isOnFirst ? (1, 2) : (2, 1)
            try await site.expect(
                "/vm/query?vmid=1", is: #"{"vmid":1,"name":"test_vm","instance_type":2,"pmid":\#(pm)}"#)
            try await site.expect("/pm/listvms?pmid=\(pm)", is: #"{"vmids":[1]}"#)
            try await site.expect("/pm/listvms?pmid=\(other)", is: #"{"vmids":[]}"#)
            let answer =
                #"{"pmid":\#(pm),"capacity":{"cpu":8,"ram":16384,"disk":0},"free":{"cpu":6,"ram":15360,"disk":0},"vms":1}"#
            try await site.expect("/pm/query?pmid=\(pm)", is: answer)
            try await site.expect("/pm/\(pm)", is: answer)
            try await site.expect("/pm/\(pm)/listvms", is: #"{"vmids":[1]}"#)
            try await site.expect("/vm/destroy?vmid=1", is: #"{"status":1}"#)
            #expect(hosts.allSatisfy { $0.world.machines.isEmpty && $0.world.volumes.count == 1 })
            try await site.expect("/pm/listvms?pmid=\(pm)", is: #"{"vmids":[]}"#)
            try await site.expect("/vm/query?vmid=1", is: #"{"status":0}"#)
            try await site.expectCreated("test_vm", is: #"{"vmid":2}"#)
        }
    }

    @Test func `what cannot be done answers with the failure of its call`() async throws {
        let failures: [(String, String)] = [
            (#"{"vmid":0}"#, "/vm/create"),
            (
                "",
                "?name=a&instance_type=9&image_id=1 ?name=a&instance_type=1&image_id=9 ?name=&instance_type=1&image_id=1"
            ),
            (
                "",
                "?instance_type=1&image_id=1 ?name=a&image_id=1 ?name=a&name=b&instance_type=1&image_id=1 ?name=a&instance_type=x&image_id=1"
            ),
            (
                "",
                "?name=a&instance_type=1&image_id= ?name=%zz&instance_type=1&image_id=1 ?name=a%00&instance_type=1&image_id=1"
            ),
            ("", "?name=%20&instance_type=1&image_id=1 ?name=a&instance_type=1&instance%20type=1&image_id=1"),
            (#"{"status":0}"#, "/vm/query"),
            ("", "?vmid=9 ?vmid= ?vmid=-1 ?vmid=0 ?vmid=1&vmid=1 ?vmid=99999999999999999999"),
            (#"{"status":0}"#, "/vm/destroy"), ("", "?vmid=9 ?vmid=x ?vmid=1.0 ?vmid=+1"),
            (#"{"status":0}"#, "/pm/listvms"), ("", "?pmid=3 ?pmid=0 ?pmid=%ff"),
            (#"{"status":0}"#, "/pm/query"), ("", "?pmid=3 ?pmid=1&pmid=2"),
            (#"{"status":0}"#, "/pm/7"), (#"{"status":0}"#, "/pm/7/listvms"), (#"{"status":0}"#, "/pm/1?pmid=2"),
            (#"{"volumeid":0}"#, "/volume/create"),
            (
                "",
                "?name=v ?size=1 ?name=v&size=0 ?name=v&size=-1 ?name=v&size=9999999 ?name=v&size=1&size=1 ?name=&size=1"
            ),
            (#"{"error":"volumeid :  does not exist"}"#, "/volume/query"),
            (#"{"error":"volumeid : 77 does not exist"}"#, "/volume/query?volumeid=77"),
            (#"{"error":"volumeid : a\"<b> does not exist"}"#, "/volume/query?volumeid=a%22%3Cb%3E"),
            (#"{"status":0}"#, "/volume/destroy"), ("", "?volumeid=9 ?vmid=1"),
            (#"{"status":0}"#, "/volume/attach"), ("", "?vmid=1&volumeid=9 ?vmid=1 ?volumeid=9"),
            (#"{"status":0}"#, "/volume/detach"), ("", "?volumeid=9"),
        ]
        try await CourseSite.with { site, hosts in
            var (failure, path) = ("", "")
            for (expected, text) in failures {
                if !expected.isEmpty {
                    (failure, path) = (expected, text)
                    try await site.expect(text, is: expected)
                }
                for query in text.split(separator: " ") where expected.isEmpty {
                    try await site.expect(path + query, is: failure)
                }
            }
            #expect(hosts.allSatisfy { $0.world.machines.isEmpty })
        }
    }

    @Test(arguments: [
        "/", "/vm", "/vm/", "/vm/Create", "/vm/list", "/vm/types/1", "/vm/types/", "//vm/types", "/pm", "/pm/x",
        "/pm/1/x",
        "/pm/1/listvms/x", "/pm/list/1", "/image", "/image/list/x", "/volume", "/volume/list", "/index.html",
        "/api/v1/vms", "/vm/../vm/types", "/%2e%2e/etc/passwd", "/vm%2Ftypes", "/%ff", "*",
    ])
    func `every other call answers 0`(path: String) async throws {
        try await CourseSite.with { site, _ in try await site.expect(path, is: "0") }
    }

    @Test func `GET and POST call, other methods and foreign pages do not`() async throws {
        try await CourseSite.with { site, _ in
            let create = "/vm/create?name=a&instance_type=1&image_id=1"
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
                try await site.expect(create, method: method, is: "0")
            }
            let foreign = [
                ["Sec-Fetch-Site": "cross-site"], ["Origin": "https://evil.example"], ["Host": "evil.example:5000"],
            ]
            for headers in foreign { try await site.expect(create, headers: headers, is: "0") }
            #expect(site.core.estate.machines.count == 0)
            try await site.expect(create, method: "POST", headers: ["Content-Length": "0"], is: #"{"vmid":1}"#)
        }
    }

    @Test func `document 001's own spelling of parameters, and none for the image, are understood`() async throws {
        try await CourseSite.with { site, _ in
            try await site.expect("/vm/create?name=test%20vm&instance%20type=1&image+id=1&more=x", is: #"{"vmid":1}"#)
            try await site.expect("/vm/create?name=first&instance_type=1", is: #"{"vmid":2}"#)
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n", "GET /vm/types HTTP/1.1\r\nHost : x\r\n\r\n",
    ])
    func `what is no HTTP is answered 0 too`(bytes: String) async throws {
        try await CourseSite.with { site, _ in
            let client = try HTTPClient(port: site.port)
            await client.connection.send(bytes)
            let answer = await client.answer()
            #expect(answer?.status == 200 && answer?.text == "0")
        }
    }

    @Test func `a name with plain spaces in the request line is understood`() async throws {
        try await CourseSite.with { site, _ in
            try await site.expect(
                "/vm/create?name=my test vm&instance type=1&image id=1", is: #"{"vmid":1}"#)
            #expect(site.core.estate.machines.rows().map(\.title) == ["my test vm"])
        }
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nX: a b c\r\n", "GET /a HTTP/1.1\r\nX: a b c\r\n"),
        ("GET /a b  c HTTP/1.1\r\n", "GET /a%20b%20%20c HTTP/1.1\r\n"), ("GARBAGE\r\na b c", "GARBAGE\r\na b c"),
        ("GET /a\r\n b c d", "GET /a\r\n b c d"), ("", ""), ("  \n", "  \n"),
    ])
    func `only the target is repaired`(line: String, repaired: String) {
        #expect(String(decoding: RequestLine.repaired(Array(line.utf8)), as: UTF8.self) == repaired)
    }

    @Test func `on a network a token is wanted, unless it is open knowingly`() async throws {
        try await CourseSite.inFolder { folder in
            let hosts = CourseSite.hosts()
            try await CourseSite.run(hosts, folder, listen: "0.0.0.0") { site in
                try await site.expect("/vm/query?vmid=1", is: #"{"status":0}"#)
                try await site.expect("/pm/list", is: #"{"status":0}"#)
                let token = ["Authorization": "Bearer \(CourseSite.token)", "Host": "node1.example"]
                try await site.expect("/pm/list", headers: token, is: #"{"pmids":[1,2]}"#)
            }
            try await CourseSite.run(hosts, folder, files: nil, listen: "0.0.0.0", isOpen: true) { site in
                try await site.expect("/pm/list", headers: ["Host": "node1.example"], is: #"{"pmids":[1,2]}"#)
            }
        }
    }
}
