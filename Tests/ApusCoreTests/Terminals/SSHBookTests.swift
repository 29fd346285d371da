import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// What is kept of a VM for its ssh terminals, from its making to its end.
@Suite struct SSHBookTests {
    private func settled(_ stage: Stage, _ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        guard await eventually({ stage.estate.operations.row(operation.id)?.state.isSettled == true }) else {
            throw Problem(.busy, "not settled")
        }
        return try #require(stage.estate.operations.row(operation.id))
    }

    private func made(_ stage: Stage, _ cloudInit: CloudInit?) async throws -> VirtualMachine {
        var request = stage.request()
        request.cloudInit = cloudInit
        let operation = try await settled(stage, try await stage.plane.machines.create(request, .tester))
        #expect(operation.state == .succeeded, "\(operation.error?.detail ?? "")")
        return try #require(stage.estate.machines.rows().first { $0.name == "web1" })
    }

    private func user(_ stage: Stage, _ vm: VirtualMachine) -> String {
        let access = stage.plane.terminals.access(to: vm)
        return "\(access.user) by \(access.userSource.rawValue)"
    }

    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINZrpIw1QwYOrW39vHTq0vJMprcwygmCwlPGseFpD52z ann"

    @Test func `the account that cloud-init makes logs in, unless another is set, also after a restart`() async throws {
        let stage = try await Stage(terminals: .init(user: "student"), tools: FakeTerminals())
        let vm = try await made(stage, CloudInit(user: "ada", sshKeys: [Self.key]))
        #expect(user(stage, vm) == "ada by cloud-init")
        let again = try await Stage(store: stage.store, start: false, tools: FakeTerminals())
        #expect(again.plane.terminals.access(to: vm).user == "ada")
        _ = try await stage.plane.terminals.set(VirtualMachineSSH(user: "root"), of: vm)
        #expect(user(stage, vm) == "root by settings")
        _ = try await stage.plane.terminals.set(VirtualMachineSSH(port: 2222), of: vm)
        #expect(user(stage, vm) == "ada by cloud-init")
    }

    @Test func `keys without a user belong to apus, and a guest without cloud-init's fields to the configuration`()
        async throws
    {
        let keyed = try await Stage(terminals: .init(user: "student"), tools: FakeTerminals())
        #expect(user(keyed, try await made(keyed, CloudInit(sshKeys: [Self.key]))) == "apus by cloud-init")
        let plain = try await Stage(terminals: .init(user: "student"), tools: FakeTerminals())
        #expect(user(plain, try await made(plain, nil)) == "student by configuration")
    }

    @Test func `settings and pinned host keys of a VM go with it`() async throws {
        let tools = FakeTerminals()
        let stage = try await Stage(tools: tools)
        let vm = try await made(stage, CloudInit(user: "ada"))
        #expect(try await stage.store.all(SSHRecord.self).map(\.id) == [vm.id])
        let operation = try await stage.plane.machines.delete(vm, .tester)
        #expect(try await settled(stage, operation).state == .succeeded)
        #expect(try await stage.store.all(SSHRecord.self).isEmpty)
        #expect(tools.state.withLock { $0.forgotten } == [vm.id])
        #expect(stage.plane.terminals.access(to: vm).user == "apus")
    }

    @Test func `a copy is entered as its model is, and begins with no pinned key`() async throws {
        let book = SSHBook(store: MemoryStore(), programs: nil)
        let (model, copy, other) = (UUID(), UUID(), UUID())
        try await book.begin(model, madeUser: "ada")
        try await book.change(model) {
            $0.settings.port = 2222; $0.refusedHostKey = "SHA256:x"
        }
        for _ in 0..<2 { try await book.begin(copy, madeUser: nil, model: model) }
        #expect(book[copy].madeUser == "ada")
        #expect(book[copy].settings.port == 2222)
        #expect(book[copy].refusedHostKey == nil)
        try await book.begin(copy, madeUser: "bob", model: model)
        #expect(book[copy].madeUser == "bob")
        try await book.begin(other, madeUser: nil, model: UUID())
        for _ in 0..<2 { try await book.forget(copy) }
        #expect(book[copy].madeUser == nil)
        #expect(book[other].madeUser == nil)
    }
}
