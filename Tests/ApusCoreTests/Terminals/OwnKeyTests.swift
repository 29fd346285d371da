import ApusModel
import ApusTesting
import Foundation
import Logging
import Testing
import Workflow

@testable import ApusCore

@Suite struct OwnKeyTests {
    /// What the seed of a new machine says, where the configuration has Apus's key added or not.
    private func keys(_ addKey: Bool, _ change: (inout CreateVirtualMachine) -> Void = { _ in }) async throws
        -> [String]?
    {
        let stage = try await Stage(terminals: .init(addKey: addKey), tools: FakeTerminals())
        var request = stage.request()
        change(&request)
        let operation = try await stage.plane.machines.create(request, .tester)
        let input = try #require(try await stage.store.stored(operation.id)?.input)
        return try JSONCoding.decode(CreateVirtualMachineWorkflow.self, from: input).seed?.sshKeys
    }

    @Test func `new machines with cloud-init get Apus's own key where the configuration says so`() async throws {
        let own = try await FakeTerminals().publicKey()
        #expect(try await keys(false) == [])
        #expect(try await keys(true) == [own])
        let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINZrpIw1QwYOrW39vHTq0vJMprcwygmCwlPGseFpD52z ann"
        #expect(try await keys(true) { $0.cloudInit = CloudInit(sshKeys: [other]) } == [other, own])
        #expect(try await keys(true) { $0.userData = "#cloud-config\n{}\n" } == [])
    }
}
