import Testing

@testable import Libvirt

@Suite struct CallTests {
    private let error = LibvirtError(.timedOut, message: "late", call: "test")

    @Test func `of many ends the first wins and the wait ends once`() async {
        for _ in 0..<500 {
            let call = Call<Int>("test")
            async let value = call.value()
            let winners = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<4 {
                    group.addTask { [error] in
                        number.isMultiple(of: 2) ? call.resolve(.success(number)) : call.fail(error)
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            _ = try? await value
            #expect(winners == 1)
        }
    }

    @Test func `an end before the wait is kept for it`() async throws {
        let call = Call<Int>("test")
        #expect(call.resolve(.success(7)))
        #expect(!call.fail(error))
        #expect(try await call.value() == 7)
    }

    @Test func `cancellation ends the wait`() async {
        let call = Call<Int>("test")
        let task = Task { try await call.value() }
        task.cancel()
        let result = await task.result
        #expect(throws: LibvirtError.self) { try result.get() }
        #expect(!call.isPending)
    }
}
