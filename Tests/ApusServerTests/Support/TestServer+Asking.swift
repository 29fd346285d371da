import ApusCore
import ApusModel
import Foundation

extension TestServer {
    /// A connection of its own.
    func client() throws -> HTTPClient { try HTTPClient(port: port) }

    /// Sends these bytes on a new connection and reads one answer.
    func raw(_ bytes: some Sequence<UInt8>, toHead: Bool = false) async throws -> (answer: Answer?, client: HTTPClient)
    {
        let client = try client()
        await client.connection.send(bytes)
        return (await client.answer(toHead: toHead), client)
    }

    func raw(_ text: String) async throws -> (answer: Answer?, client: HTTPClient) { try await raw(Array(text.utf8)) }

    /// A well-formed request on a new connection.
    func ask(
        _ method: String, _ target: String, _ body: [UInt8]? = nil, as role: Role? = .administrator,
        _ headers: [String: String] = [:]
    ) async throws -> Answer {
        let bytes = Self.request(method, target, body, as: role, headers)
        let (answer, _) = try await raw(bytes, toHead: method == "HEAD")
        guard let answer else { throw RawConnection.Failure(words: "\(method) \(target): no answer") }
        return answer
    }

    /// One with a JSON body.
    func ask(
        _ method: String, _ target: String, json: String, as role: Role? = .administrator,
        _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await ask(
            method, target, Array(json.utf8), as: role,
            headers.merging(["Content-Type": "application/json"]) { own, _ in own })
    }

    static func request(
        _ method: String, _ target: String, _ body: [UInt8]? = nil, as role: Role? = .administrator,
        _ headers: [String: String] = [:]
    ) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1"] + (headers["Host"] == nil ? ["Host: apus"] : [])
        if let role, let token = tokens[role] { lines.append("Authorization: Bearer \(token)") }
        if let body { lines.append("Content-Length: \(body.count)") }
        lines += headers.map { "\($0.key): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    /// Makes a VM and waits for its end.
    @discardableResult
    func makeVM(_ name: String, start: Bool = true) async throws -> VirtualMachine {
        let body = "{\"name\":\"\(name)\",\"image\":\"tiny\",\"instanceType\":\"small\",\"start\":\(start)}"
        let answer = try await ask("POST", "/api/v1/vms?wait=30", json: body)
        let operation = try answer.decode(ApusModel.Operation.self)
        guard operation.state == .succeeded else { throw RawConnection.Failure(words: answer.text) }
        return try await ask("GET", "/api/v1/vms/\(operation.target.id)").decode(VirtualMachine.self)
    }
}
