import ApusModel
import Foundation
import Testing

@testable import ApusCore

struct ReferenceTests {
    private let images = ["debian", "7", "fedora"].enumerated().map { index, name in
        Image(
            id: UUID(), number: Int64(index + 6), name: name, path: "/images/\(name)", format: .qcow2,
            createdAt: Date(timeIntervalSince1970: 0))
    }

    @Test func `a thing is meant by UUID, number or name`() throws {
        #expect(try images.resolve(images[0].id.uuidString.lowercased()) == images[0])
        #expect(try images.resolve("fedora") == images[2])
        #expect(try images.resolve("6") == images[0])
    }

    @Test func `a number goes before a name of digits, and a name of digits is found where no number is`() throws {
        #expect(try images.resolve("7") == images[1])
        #expect(try Array(images.prefix(1) + images.suffix(1)).resolve("8") == images[2])
        let nine = VirtualMachine(id: UUID(), name: "9", host: UUID(), hostName: "node1", state: .off)
        #expect(try [nine].resolve("9") == nine)
    }

    @Test(arguments: ["", "nope", "99", "DEBIAN", UUID().uuidString, "debian ", "-1", "99999999999999999999"])
    func `what is not there is not found`(_ reference: String) async {
        let missing = await problem { try images.resolve(reference) }
        #expect(missing?.status == 404)
    }

    @Test func `a name on two hosts is ambiguous, with the candidates`() async throws {
        let twins = ["node1", "node2"].map {
            VirtualMachine(id: UUID(), name: "web1", host: UUID(), hostName: $0, state: .off)
        }
        let refusal = await problem { try twins.resolve("web1") }
        #expect(refusal?.code == "ambiguous" && refusal?.status == 409)
        #expect(refusal?.candidates == twins.map { "\($0.id.uuidString.lowercased()) on host \($0.hostName)" })
        #expect(try twins.resolve(twins[1].id.uuidString) == twins[1])
    }

    @Test func `one UUID on two hosts is ambiguous too`() async {
        let id = UUID()
        let twins = ["node1", "node2"].map { VirtualMachine(id: id, name: $0, host: UUID(), hostName: $0, state: .off) }
        #expect(await problem { try twins.resolve(id.uuidString) }?.candidates?.count == 2)
    }
}
