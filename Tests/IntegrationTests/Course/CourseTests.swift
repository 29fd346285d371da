import Foundation
import Testing

extension IntegrationTests {
    /// What an automatic checker does: each call, and virsh says the same.
    @Suite struct CourseAPI {
        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `three hosts run the course API, and virsh agrees with each answer`() async throws {
            try await CourseSite.with(hosts: 3) { site in
                let (pms, images) = (site.files[0], site.files[1])
                #expect(site.report.contains("\(pms):4: ") && site.report.contains("\(images):2: "), "\(site.report)")
                #expect(try await site.ask("/pm/list") as? [String: [Int]] == ["pmids": [1, 2, 3]])
                #expect(!site.report.contains("does not answer"), "\(site.report)")
                try await expectAgreement(site, [:])
                var names: [Int: String] = [:]
                for asked in ["plain", "test%20vm", "%22%3Ca%3E%22%20%26%20%24%28reboot%29", "last"] {
                    names[try await site.create(asked)] = asked.removingPercentEncoding
                }
                #expect(names.keys.sorted() == [1, 2, 3, 4])
                try await expectAgreement(site, names)
                #expect(try await site.create("plain") == 0)
                let again = try await site.killedAndStartedAgain()
                try await expectAgreement(again, names)
                try await outside(again)
                for vm in names.keys { #expect(try await again.number("/vm/destroy?vmid=\(vm)", "status") == 1) }
                try await expectAgreement(again, [:])
                for pm in 1...3 { #expect(try await again.volumes(pm) == []) }
            }
        }

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `a volume goes into a running guest and out of it`() async throws {
            try await CourseSite.with(hosts: 2) { site in
                let vm = try await site.create("guest", type: 2, image: 3)
                let pm = try await site.number("/vm/query?vmid=\(vm)", "pmid")
                let volume = try await site.number("/volume/create?name=data&size=1", "volumeid")
                #expect(try await site.number("/volume/attach?vmid=\(vm)&volumeid=\(volume)", "status") == 1)
                #expect(try await site.virsh(pm, "domblklist", "guest").contains("course-\(volume).qcow2"))
                let row = try await site.ask("/volume/query?volumeid=\(volume)")
                #expect(row["status"] as? String == "attached" && row["vmid"] as? Int == vm)
                #expect(try await site.number("/volume/destroy?volumeid=\(volume)", "status") == 0)
                // A guest that has not started yet does not let a disk go.
                try await eventually("the guest lets the volume go", within: .seconds(180)) {
                    try await site.number("/volume/detach?volumeid=\(volume)", "status") == 1
                }
                #expect(try await !site.virsh(pm, "domblklist", "guest").contains("course-"))
                #expect(try await site.ask("/volume/query?volumeid=\(volume)")["status"] as? String == "available")
                #expect(try await site.volumes(pm).contains("course-\(volume).qcow2"))
                try await follow(site, volume, from: pm)
                #expect(try await site.number("/volume/destroy?volumeid=\(volume)", "status") == 1)
                #expect(try await site.number("/vm/destroy?vmid=\(vm)", "status") == 1)
                for pm in 1...2 { #expect(try await site.volumes(pm) + site.domains(pm) == []) }
            }
        }

        /// A volume that is free is attached to a machine of the other host, and goes there.
        private func follow(_ site: CourseSite, _ volume: Int, from pm: Int) async throws {
            var others: [Int] = []
            for name in ["other", "third", "fourth"] { others.append(try await site.create(name)) }
            var far: Int?
            for vm in others where try await site.number("/vm/query?vmid=\(vm)", "pmid") == 3 - pm { far = vm }
            let vm = try #require(far)
            #expect(try await site.number("/volume/attach?vmid=\(vm)&volumeid=\(volume)", "status") == 1)
            #expect(try await site.ask("/volume/query?volumeid=\(volume)")["vmid"] as? Int == vm)
            #expect(try await site.volumes(3 - pm).contains("course-\(volume).qcow2"))
            #expect(try await !site.volumes(pm).contains("course-\(volume).qcow2"))
            let domain = try #require(
                try await site.domains(3 - pm).first { ["other", "third", "fourth"].contains($0) })
            try await site.apus("vm", "migrate", domain)
            #expect(try await site.number("/vm/query?vmid=\(vm)", "pmid") == pm)
            #expect(try await site.volumes(pm).contains("course-\(volume).qcow2"))
            // A copy left behind would be taken for the volume itself.
            #expect(try await !site.volumes(3 - pm).contains("course-\(volume).qcow2"))
            for vm in others { #expect(try await site.number("/vm/destroy?vmid=\(vm)", "status") == 1) }
            #expect(try await site.volumes(pm).contains("course-\(volume).qcow2"))
        }

        /// Each host's numbers are those of virsh, and each machine is where its row says.
        private func expectAgreement(_ site: CourseSite, _ names: [Int: String]) async throws {
            var seen: Set<Int> = []
            for pm in 1...site.lab.addresses.count {
                let vms = try await site.ask("/pm/listvms?pmid=\(pm)")["vmids"] as? [Int] ?? []
                let domains = try await site.domains(pm)
                #expect(vms.count == domains.count)
                for vm in vms {
                    let row = try await site.ask("/vm/query?vmid=\(vm)")
                    #expect(row["pmid"] as? Int == pm && row["name"] as? String == names[vm])
                    #expect(row["instance_type"] as? Int == 1)
                }
                seen.formUnion(vms)
                let row = try await site.ask("/pm/query?pmid=\(pm)")
                #expect(row["vms"] as? Int == domains.count)
                let node = try await site.virsh(pm, "nodeinfo")
                let cpus = node.firstMatch(of: /CPU\(s\): +([0-9]+)/).flatMap { Int($0.1) } ?? 0
                let statistics = try await site.virsh(pm, "nodememstats")
                let memory = statistics.firstMatch(of: /total *: +([0-9]+) KiB/).flatMap { Int($0.1) } ?? 0
                let (capacity, free) = (row["capacity"] as? [String: Int] ?? [:], row["free"] as? [String: Int] ?? [:])
                #expect(capacity["cpu"] == cpus && capacity["ram"] == memory / 1024)
                #expect(free["cpu"] == max(0, cpus - domains.count))
                #expect(free["ram"] == (memory - domains.count * 32 * 1024) / 1024)
                #expect(capacity["disk"] ?? 0 > 0)
                #expect(free["disk"] ?? 0 <= capacity["disk"] ?? 0)
            }
            #expect(seen == Set(names.keys))
        }

        /// What others do with virsh is seen too.
        private func outside(_ site: CourseSite) async throws {
            let pm = try await site.number("/vm/query?vmid=4", "pmid")
            _ = try await site.virsh(pm, "destroy", "last")
            try await eventually("the row says that one less runs", within: .seconds(10)) {
                let running = try await site.virsh(pm, "list", "--name").split(separator: "\n").count
                return try await site.number("/pm/query?pmid=\(pm)", "vms") == running
            }
            _ = try await site.virsh(pm, "start", "last")
            try await eventually("the row says that it runs", within: .seconds(10)) {
                let running = try await site.virsh(pm, "list", "--name").split(separator: "\n").count
                return try await site.number("/pm/query?pmid=\(pm)", "vms") == running
            }
        }
    }
}
