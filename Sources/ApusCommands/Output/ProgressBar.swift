import ApusModel

/// An operation's progress in one line.
enum ProgressBar {
    /// `vm.create web-1  [#####-----]  50%  copying the disk`, cut to the width; empty where there is no room at all.
    static func line(_ operation: Operation, width: Int) -> String {
        let head = VisibleText.of("\(operation.kind) \(operation.target.name)")
        let room = width - 1
        let tail = " \(percent(operation)) " + VisibleText.of(operation.progress.step)
        let bar = min(30, room - DisplayWidth.of(head) - DisplayWidth.of(tail) - 3)
        let middle = bar >= 5 ? " [" + cells(operation, bar) + "]" : ""
        return DisplayWidth.prefix(head + middle + tail, max(0, room))
    }

    /// For logs: one line per step.
    static func plain(_ operation: Operation) -> String {
        VisibleText.of("\(operation.kind) \(operation.target.name): \(percent(operation)) \(operation.progress.step)")
    }

    private static func cells(_ operation: Operation, _ count: Int) -> String {
        let done = Int(exactly: (fraction(operation) * Double(count)).rounded(.down)) ?? 0
        return String(repeating: "#", count: done) + String(repeating: "-", count: max(0, count - done))
    }

    private static func percent(_ operation: Operation) -> String {
        let percent = Int(exactly: (fraction(operation) * 100).rounded(.down)) ?? 0
        return DisplayWidth.pad("\(percent)%", to: 4, right: true)
    }

    /// Within 0 and 1, whatever the server says.
    private static func fraction(_ operation: Operation) -> Double {
        let fraction = operation.progress.fraction
        return fraction.isFinite ? max(0, min(1, fraction)) : 0
    }
}
