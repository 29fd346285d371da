import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt

/// The two commands of QEMU's guest agent that libvirt has no call for (QEMU's "QEMU Guest Agent Protocol Reference").
enum AgentProtocol {
    /// Bytes of each output that are given.
    static let outputLimit = 1 << 20

    struct Request<Arguments: Encodable>: Encodable {
        var execute: String
        var arguments: Arguments
    }

    struct Answer<Content: Decodable>: Decodable {
        var content: Content

        enum CodingKeys: String, CodingKey { case content = "return" }
    }

    struct Execution: Encodable {
        var path: String
        var arg: [String]
        var inputData: Data?
        var captureOutput = true

        enum CodingKeys: String, CodingKey {
            case path, arg, inputData = "input-data", captureOutput = "capture-output"
        }
    }

    struct Process: Codable { var pid: Int64 }

    struct Status: Decodable {
        var exited: Bool
        var exitcode: Int?
        var signal: Int?
        var outData: String?
        var errData: String?
        var outTruncated: Bool?
        var errTruncated: Bool?

        enum CodingKeys: String, CodingKey {
            case exited, exitcode, signal, outData = "out-data", errData = "err-data", outTruncated = "out-truncated"
            case errTruncated = "err-truncated"
        }
    }

    static func start(_ command: GuestCommand) throws -> String {
        try text(
            Request(
                execute: "guest-exec",
                arguments: Execution(
                    path: command.command, arg: command.arguments ?? [], inputData: command.input.map { Data($0.utf8) })
            ))
    }

    static func status(of process: Int64) throws -> String {
        try text(Request(execute: "guest-exec-status", arguments: Process(pid: process)))
    }

    static func process(_ answer: String) throws -> Int64 { try read(Process.self, answer).pid }

    /// nil while it runs.
    static func end(_ answer: String) throws -> GuestCommandResult? {
        let status = try read(Status.self, answer)
        guard status.exited else { return nil }
        let (output, complaint) = (bytes(status.outData), bytes(status.errData))
        return GuestCommandResult(
            exitCode: status.exitcode, signal: status.signal, stdout: output.prefix(outputLimit),
            stderr: complaint.prefix(outputLimit),
            truncated: status.outTruncated == true || status.errTruncated == true
                || max(output.count, complaint.count) > outputLimit)
    }

    /// `guest-fsfreeze-status` says `thawed` or `frozen`.
    static let freezeStatus = #"{"execute":"guest-fsfreeze-status"}"#

    static func isFrozen(_ answer: String) throws -> Bool { try read(String.self, answer) == "frozen" }

    /// An error that the agent itself gave, whose words are the guest's own; nil for any other.
    static func refusal(_ error: any Error) -> DriverError? {
        let head = "unable to execute QEMU agent command"
        guard let error = error as? LibvirtError, let start = error.message.firstRange(of: head) else { return nil }
        let words = error.message[start.upperBound...]
        let isFrozen = words.contains("agent is in frozen state")
        let reason = GuestText.clean(String(words)) ?? ""
        return isFrozen
            ? DriverError(.invalidState, "The guest is frozen; thaw it first.")
            : DriverError(.refused, "The guest's agent refused\(reason)")
    }

    private static func bytes(_ base64: String?) -> Data { base64.flatMap { Data(base64Encoded: $0) } ?? Data() }

    private static func text(_ request: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
    }

    private static func read<Content: Decodable>(_ type: Content.Type, _ answer: String) throws -> Content {
        do {
            return try JSONDecoder().decode(Answer<Content>.self, from: Data(answer.utf8)).content
        } catch {
            throw DriverError(.failed, "The guest's agent gave an answer that is none.")
        }
    }
}
