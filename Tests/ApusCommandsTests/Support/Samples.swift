import ApusClient
import ApusModel
import FoundationEssentials

enum Samples {
    static let vmKind = Kind(
        name: "vm", plural: "vms", title: "Virtual machines",
        columns: [
            .init(name: "name", title: "Name", type: "text"),
            .init(name: "state", title: "State", type: "text"),
            .init(name: "memory", title: "Memory", type: "bytes", unit: "MiB"),
            .init(name: "createdAt", title: "Created", type: "date"),
            .init(name: "arch", title: "Arch", type: "text", isDefault: false),
        ])

    static func operation(_ state: ApusModel.Operation.State, kind: String = "vm.start") -> ApusModel.Operation {
        var operation = ApusModel.Operation(
            id: UUID(), kind: kind, target: .init(kind: "vm", id: UUID(), name: "web-1"), host: nil, actor: "ada",
            createdAt: Date(timeIntervalSince1970: 1_799_999_000))
        operation.number = 7
        operation.state = state
        operation.progress = .init(fraction: 0.5, step: "copying the disk")
        return operation
    }

    static func json(_ value: some Encodable) -> StubServer.Answer {
        .init(body: (try? JSONCoding.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    static func problem(_ problem: Problem) -> StubServer.Answer {
        var answer = json(problem)
        (answer.status, answer.type) = (problem.status, "application/problem+json")
        return answer
    }
}
