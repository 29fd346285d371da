import ApusClient
import ApusModel

/// An error as a person reads it: what, why, where, and what to do next.
struct Report {
    var title: String
    var code: String
    var detail: String
    /// Faulty fields, refusals, candidates: one line each.
    var lines: [String] = []
    var hint: String?
    private var problem: Problem?

    /// Whether an error is one of those that this type has words for.
    static func canTell(_ error: any Error) -> Bool {
        error is Problem || error is ClientError || error is SettingsFault
    }

    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self.init(problem)
        case let error as ClientError:
            self.init(title: error.message, code: error.code.rawValue, detail: "", hint: error.hint)
        case let error as SettingsFault:
            self.init(title: error.message, code: "settings", detail: "", hint: error.hint)
        default: self.init(title: "\(error)", code: "unknown", detail: "", hint: nil)
        }
    }

    init(_ problem: Problem) {
        self.init(title: problem.title, code: problem.code, detail: problem.detail, hint: NextStep.after(problem))
        self.problem = problem
        let errors = problem.errors ?? []
        // The lines say it all.
        let isCount = problem.detail == "The request has \(errors.count) fault(s)."
        if !errors.isEmpty, isCount || errors.allSatisfy({ problem.detail.contains($0.message) }) { detail = "" }
        lines = errors.map { "\($0.pointer): \($0.message) (\($0.code))" }
        lines += (problem.refusals ?? []).map { "host \($0.host): \($0.reason)" }
        if let candidates = problem.candidates { lines += candidates.map { "it may mean: \($0)" } }
        if let operation = problem.operation { lines.append("operation: \(operation.uuidString.lowercased())") }
        if let instance = problem.instance { lines.append("request: \(instance)") }
    }

    private init(title: String, code: String, detail: String, hint: String?) {
        self.title = title
        self.code = code
        self.detail = detail
        self.hint = hint
    }

    /// The lines for standard error.
    func text(_ paint: Paint) -> String {
        var all = [
            paint("error:", .bad) + " " + VisibleText.of(title) + " " + paint("(\(VisibleText.of(code)))", .faint)
        ]
        if !detail.isEmpty { all.append("  " + VisibleText.ofLines(detail).replacing("\n", with: "\n  ")) }
        all += lines.map { "  - " + VisibleText.of($0) }
        if let hint { all.append(paint("hint:", .strong) + " " + VisibleText.of(hint)) }
        return all.joined(separator: "\n")
    }

    func write(to terminal: Terminal, asJSON: Bool) throws {
        guard asJSON else { return try terminal.note(text(terminal.paint(.error))) }
        if let problem { return try terminal.note(Structured.json(Structured.value(of: problem))) }
        var members: [String: JSONValue] = ["code": .string(code), "title": .string(title), "detail": .string(detail)]
        if let hint { members["hint"] = .string(hint) }
        try terminal.note(Structured.json(JSONValue.object(members)))
    }
}

/// What a person may do about a problem, by its code.
enum NextStep {
    static func after(_ problem: Problem) -> String? {
        switch ProblemCode(rawValue: problem.code) {
        case .unauthenticated:
            "check the token file (--token-file, APUS_TOKEN_FILE), or run: apus login URL --token-file FILE"
        case .notFound: "see what there is with: apus \(noun(in: problem.detail) ?? "vm") list"
        case .invalid: missing(problem).map { "see what there is with: apus \($0) list" }
        case .ambiguous: "use the id, or the form that names the host"
        case .locked: problem.operation.map { "wait for it with: apus operation watch \($0.uuidString.lowercased())" }
        case .nameTaken: "choose another name"
        case .noCapacity, .poolFull: "see the hosts with: apus host list -o wide"
        case .hostUnreachable, .hostTimeout: "look at the hosts with: apus doctor"
        case .busy, .tooManyRequests: problem.retryAfter.map { "try again in \($0) seconds" } ?? "try again in a moment"
        case .stuck: "remove the cause, then: apus operation retry OPERATION"
        default: nil
        }
    }

    private static let nouns: Set = [
        "vm", "image", "instance-type", "host", "network", "pool", "volume", "provider", "operation", "snapshot",
        "token", "recording",
    ]

    /// The server says `There is no host "x".`
    private static func noun(in detail: String) -> String? {
        let words = detail.split { $0 == " " || $0 == "." }
        guard words.starts(with: ["There", "is", "no"]), words.count > 3 else { return nil }
        return nouns.contains(String(words[3])) ? String(words[3]) : nil
    }

    /// The noun of the first field that names what is not there.
    private static func missing(_ problem: Problem) -> String? {
        problem.errors?.lazy.filter { $0.code == "not-found" }.compactMap { noun(in: $0.message) }.first
    }
}
