import ApusClient
import ApusModel
import ArgumentParser

extension Session {
    /// Starts an operation for each name, then follows them one after the other, and tells how each ended.
    ///
    /// All are started before the first is waited for, so that they run side by side.
    /// - Throws: `ExitCode.failure` when one was refused or did not end in one of the states `wanted`.
    func carryOut(
        _ names: [String], _ options: WaitOptions, wanted: Set<ApusModel.Operation.State> = [.succeeded],
        _ start: (String) async throws -> ApusModel.Operation
    ) async throws {
        var operations: [ApusModel.Operation] = []
        var failed = false
        do {
            try await forEach(names) { operations.append(try await start($0)) }
        } catch is ExitCode { failed = true }
        var ended: [ApusModel.Operation] = []
        for (index, operation) in operations.enumerated() {
            var follower = OperationFollower(self, limit: .seconds(options.waitLimit))
            do {
                let end =
                    options.wait ? try await follower.follow(operation, before: operations[(index + 1)...]) : operation
                ended.append(end)
                if options.wait && !wanted.contains(end.state) { failed = true }
                try tell(end, waited: options.wait, wanted)
            } catch let error where Report.canTell(error) {
                failed = true
                try Report(error).write(to: terminal, asJSON: format == .json)
            }
        }
        try printOperations(ended)
        if failed { throw ExitCode.failure }
    }

    private func printOperations(_ operations: [ApusModel.Operation]) throws {
        guard format == .json || format == .yaml, let first = operations.first else { return }
        if operations.count == 1 { try printStructured(first) } else { try printStructured(operations) }
    }

    private func tell(
        _ operation: ApusModel.Operation, waited: Bool, _ wanted: Set<ApusModel.Operation.State>
    ) throws {
        let isGood = !waited || wanted.contains(operation.state)
        if isGood && format == .name { try terminal.print(VisibleText.of(operation.target.name)) }
        if isGood && !format.isForMachines { try terminal.print(VisibleText.of(OperationText.ending(operation))) }
        if isGood { for note in operation.notes ?? [] { try terminal.note("note: " + VisibleText.of(note)) } }
        guard !isGood else { return }
        try terminal.note(VisibleText.of(OperationText.ending(operation)))
        if let error = operation.error { try Report(error).write(to: terminal, asJSON: format == .json) }
        if operation.state == .stuck {
            try terminal.note("remove the cause, then: apus operation retry \(operation.handle)")
        }
    }
}
