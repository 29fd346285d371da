import ApusModel
import FoundationEssentials
import Inventory

/// What a running operation means for a machine's row, laid over what its host says.
struct Mark {
    var operation: UUID
    var kind: String
    /// The row as the host says, or the row of a machine in creation.
    var base: VirtualMachine?
    /// Shown while the host does not have the machine yet.
    var intent: VirtualMachine?
    /// Where it comes from, for a machine that arrives: hidden until it has left there.
    var departs: HostedKey?
}

extension Estate {
    /// Shows an accepted operation, what it locks and what it is about to make.
    func begin(_ operation: ApusModel.Operation, intents: [VirtualMachine]) {
        operations.upsert([operation])
        guard let host = operation.host, operation.target.kind == VirtualMachine.noun else { return }
        let key = HostedKey(host: host, id: operation.target.id)
        marks.withLock { marks in
            let known = machines.row(key)
            marks[key] = Mark(
                operation: operation.id, kind: operation.kind, base: known, intent: intents.first { $0.key == key })
            place(key, known, &marks)
            guard operation.kind == "vm.migrate" else { return }
            for arrival in intents where arrival.key != key {
                marks[arrival.key] = Mark(
                    operation: operation.id, kind: operation.kind, base: machines.row(arrival.key), departs: key)
                place(arrival.key, machines.row(arrival.key), &marks)
            }
        }
        if let row = hosts.row(host) { refigure(row) }
    }

    /// Shows an operation's end and lifts what it meant.
    func settle(_ operation: ApusModel.Operation) {
        operations.upsert([operation])
        guard operation.state != .stuck, let host = operation.host else { return }
        let key = HostedKey(host: host, id: operation.target.id)
        var concerned: Set = [host]
        marks.withLock { marks in
            guard let mark = marks[key], mark.operation == operation.id else { return }
            let arrivals = marks.filter { $0.value.departs == key && $0.value.operation == operation.id }
            marks[key] = nil
            place(key, mark.base.map(Self.unmarked), &marks)
            for (arrival, mark) in arrivals {
                marks[arrival] = nil
                place(arrival, mark.base.map(Self.unmarked), &marks)
                concerned.insert(arrival.host)
            }
        }
        for row in concerned.compactMap({ hosts.row($0) }) { refigure(row) }
    }

    func show(_ operation: ApusModel.Operation) { operations.upsert([operation]) }
    func show(history: [ApusModel.Operation]) { operations.upsert(history) }

    func update(_ id: UUID, _ change: (inout ApusModel.Operation) -> Void) {
        guard var row = operations.row(id), !row.state.isSettled || row.state == .stuck else { return }
        change(&row)
        operations.upsert([row])
    }

    static func unmarked(_ row: VirtualMachine) -> VirtualMachine {
        var row = row
        row.operation = nil
        return row
    }

    /// Whether the machine is shown where it comes from.
    func isHidden(_ mark: Mark?, _ marks: [HostedKey: Mark]) -> Bool {
        mark?.departs.map { marks[$0]?.base != nil } ?? false
    }

    /// Shows a machine that has arrived once it has left.
    func reveal(_ key: HostedKey, _ marks: [HostedKey: Mark]) {
        guard let mark = marks[key], mark.departs != nil, !isHidden(mark, marks), let base = mark.base else { return }
        machines.upsert([composed(base, mark)])
    }

    /// Puts one machine's row in place. The caller holds the marks.
    func place(_ key: HostedKey, _ machine: VirtualMachine?, _ marks: inout [HostedKey: Mark]) {
        marks[key]?.base = machine
        if let shown = machine ?? marks[key]?.intent, !isHidden(marks[key], marks) {
            machines.upsert([composed(shown, marks[key])])
        } else {
            machines.remove([key])
        }
        if machine == nil { for other in marks.keys where marks[other]?.departs == key { reveal(other, marks) } }
    }

    func composed(_ machine: VirtualMachine, _ mark: Mark?) -> VirtualMachine {
        guard let mark else { return machine }
        var shown = machine
        shown.operation = mark.operation
        switch mark.kind {
        case "vm.create", "vm.start", "vm.restore", "vm.rescue": if !machine.state.isActive { shown.state = .starting }
        case "vm.migrate": if machine.state.isActive { shown.state = .migrating }
        case "vm.stop", "vm.delete", "vm.save": if machine.state.isActive { shown.state = .stopping }
        default: break
        }
        return shown
    }
}
