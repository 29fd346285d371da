import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusServer

@Suite struct CourseNameTests {
    @Test(arguments: [
        ("test vm", "test-vm"), ("web-1", "web-1"), ("A \"b\" <c> & 'd'", "a-b-c-d"), ("$(rm -rf /); `x`", "rm-rf-x"),
        ("../../etc/passwd", "etc-passwd"), ("--help", "help"), ("日本語", "vm"), ("é😀", "vm"), ("Test_VM", "test-vm"),
        (String(repeating: "x", count: 90), String(repeating: "x", count: 57)),
    ])
    func `a name that may be anything gets a safe name on the host, and is shown as it was asked`(
        asked: String, safe: String
    ) async throws {
        try await CourseSite.with { site, hosts in
            let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyz")
            let encoded = try #require(asked.addingPercentEncoding(withAllowedCharacters: plain))
            try await site.expectCreated(encoded, is: #"{"vmid":1}"#)
            let names = hosts.flatMap { $0.world.machines.values.map(\.definition.name) }
            #expect(names == [safe])
            #expect(ResourceName.isValid(safe))
            let answer = try await site.ask("/vm/query?vmid=1")
            let row = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
            #expect(row?["name"] as? String == asked)
        }
    }

    @Test func `names that come to the same safe name are told apart, a name that is there is refused`() async throws {
        try await CourseSite.with { site, hosts in
            try await site.expectCreated("test%20vm", is: #"{"vmid":1}"#)
            try await site.expectCreated("test_vm", is: #"{"vmid":2}"#)
            try await site.expectCreated("test-vm", is: #"{"vmid":3}"#)
            try await site.expectCreated("test%20vm", is: #"{"vmid":0}"#)
            try await site.expectCreated("test-vm", is: #"{"vmid":0}"#)
            let names = hosts.flatMap { $0.world.machines.values.map(\.definition.name) }
            #expect(names.sorted() == ["test-vm", "test-vm-2", "test-vm-3"])
            for (number, name) in [(1, "test vm"), (2, "test_vm"), (3, "test-vm")] {
                #expect(try await site.ask("/vm/query?vmid=\(number)").contains("\"name\":\"\(name)\""))
            }
        }
    }

    @Test func `twenty creations of one name at once make one machine`() async throws {
        try await CourseSite.with { site, hosts in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await site.create("same%20name") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0 != #"{"vmid":0}"# } == [#"{"vmid":1}"#])
            #expect(hosts.map(\.world.machines.count).reduce(0, +) == 1)
        }
    }

    @Test func `machines that others made are listed under their own names, and not destroyed`() async throws {
        try await CourseSite.with { site, hosts in
            try await site.expectCreated("ours", is: #"{"vmid":1}"#)
            let (host, pm) = hosts[0].world.machines.isEmpty ? (hosts[1], 2) : (hosts[0], 1)
            host.addForeign("theirs")
            host.relist()
            let isSeen = await eventually { try await site.ask("/pm/listvms?pmid=\(pm)") == #"{"vmids":[1,2]}"# }
            #expect(isSeen)
            try await site.expect(
                "/vm/query?vmid=2", is: #"{"vmid":2,"name":"theirs","instance_type":0,"pmid":\#(pm)}"#)
            try await site.expect("/vm/destroy?vmid=2", is: #"{"status":0}"#)
            #expect(host.world.machines.count == 2)
        }
    }
}

extension FakeHost {
    /// A running machine that Apus did not make.
    fileprivate func addForeign(_ name: String) {
        guard var machine = world.machines.values.first else { return }
        let id = UUID()
        machine.definition.id = id
        machine.definition.name = name
        (machine.managed, machine.state) = (false, .running)
        world.machines[id] = machine
    }
}
