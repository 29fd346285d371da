import Schema

/// One call of the course API: what it does, and what it answers when it cannot.
struct CourseCall: Sendable {
    var failure: JSONValue
    var act: @Sendable () async throws -> JSONValue

    init(failure: JSONValue = ["status": 0], _ act: @escaping @Sendable () async throws -> JSONValue) {
        self.failure = failure
        self.act = act
    }
}

extension Course {
    /// "For all the other Restful calls return 0."
    static let unknown: JSONValue = 0

    /// The call of a path; nil for every path that is none.
    func call(_ path: [String], _ query: [(name: String, value: String)]) -> CourseCall? {
        let given = CourseParameters(query)
        switch path.first {
        case "vm": return machineCall(Array(path.dropFirst()), given)
        case "pm": return hostCall(Array(path.dropFirst()), query)
        case "volume": return volumeCall(Array(path.dropFirst()), given)
        case "image" where path == ["image", "list"]: return CourseCall { await images() }
        default: return nil
        }
    }

    private func machineCall(_ path: [String], _ given: CourseParameters) -> CourseCall? {
        switch path {
        case ["create"]: CourseCall(failure: ["vmid": 0]) { try await createMachine(given) }
        case ["query"]: CourseCall { try await queryMachine(given) }
        case ["destroy"]: CourseCall { try await destroyMachine(given) }
        case ["types"]: CourseCall { await types() }
        default: nil
        }
    }

    /// Also the first edition's, which have the id in the path.
    private func hostCall(_ path: [String], _ query: [(name: String, value: String)]) -> CourseCall? {
        let given = CourseParameters(query)
        switch path {
        case ["list"]: return CourseCall { await hosts() }
        case ["listvms"]: return CourseCall { try await machines(given) }
        case ["query"]: return CourseCall { try await queryHost(given) }
        default: break
        }
        guard let id = path.first, !id.isEmpty, id.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let named = CourseParameters(query, path: ["pmid": id])
        switch path.count {
        case 1: return CourseCall { try await queryHost(named) }
        case 2 where path.last == "listvms": return CourseCall { try await machines(named) }
        default: return nil
        }
    }

    private func volumeCall(_ path: [String], _ given: CourseParameters) -> CourseCall? {
        let missing: JSONValue = ["error": .string("volumeid : \(given.echo("volumeid")) does not exist")]
        return switch path {
        case ["create"]: CourseCall(failure: ["volumeid": 0]) { try await createVolume(given) }
        case ["query"]: CourseCall(failure: missing) { try await queryVolume(given) }
        case ["destroy"]: CourseCall { try await destroyVolume(given) }
        case ["attach"]: CourseCall { try await attachVolume(given) }
        case ["detach"]: CourseCall { try await detachVolume(given) }
        default: nil
        }
    }
}
