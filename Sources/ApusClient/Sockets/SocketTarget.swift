/// Which WebSocket of a server; things by name or id.
public enum SocketTarget: Hashable, Sendable {
    case display(vm: String, viewOnly: Bool)
    case console(vm: String, force: Bool, columns: Int, rows: Int)
    /// - Parameters:
    ///   - command: words for the user's shell; nil for a login shell.
    ///   - hasTerminal: whether it has a terminal there. Without one standard error comes apart, and input can end.
    case ssh(
        vm: String, user: String?, columns: Int, rows: Int, command: String? = nil, hasTerminal: Bool = true)
    case shell(host: String, columns: Int, rows: Int)

    var request: Request {
        switch self {
        case .display(let vm, let viewOnly):
            Request(.get, api: "vms", vm, "display").query("viewOnly", viewOnly ? "true" : nil)
        case .console(let vm, let force, let columns, let rows):
            Request(.get, api: "vms", vm, "console").query("force", force ? "true" : nil).size(columns, rows)
        case .ssh(let vm, let user, let columns, let rows, let command, let hasTerminal):
            Request(.get, api: "vms", vm, "ssh").query("user", user).query("command", command)
                .query("tty", hasTerminal ? nil : "false").size(columns, rows)
        case .shell(let host, let columns, let rows): Request(.get, api: "hosts", host, "shell").size(columns, rows)
        }
    }
}

extension Request {
    fileprivate func size(_ columns: Int, _ rows: Int) -> Request {
        query("cols", String(min(max(columns, 1), 1000))).query("rows", String(min(max(rows, 1), 1000)))
    }
}
