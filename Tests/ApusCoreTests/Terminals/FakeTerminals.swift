import ApusModel
import Foundation
import Glibc
import Synchronization

@testable import ApusCore

/// Terminals that lead nowhere, and recordings in memory.
final class FakeTerminals: TerminalPrograms, RecordingArchive {
    struct State {
        var destinations: [SSHDestination] = []
        var refusal: SSHRefusal?
        var ended = 0
        var files: [UUID: RecordingFacts] = [:]
        var reports: [UUID: @Sendable (RecordingReport) async -> Void] = [:]
        var fault: Problem?
        var forgotten: [UUID] = []
    }
    let state = Mutex(State())

    func ssh(_ destination: SSHDestination, _ size: TerminalSize) async throws -> LiveStream {
        try state.withLock { state in
            state.destinations.append(destination)
            if let refusal = state.refusal { throw refusal }
        }
        return stream()
    }

    func shell(_ size: TerminalSize) async throws -> LiveStream { stream() }

    private func stream() -> LiveStream {
        LiveStream(descriptor: open("/dev/null", O_RDWR | O_CLOEXEC)) { _ in
        } end: {
            self.state.withLock { $0.ended += 1 }
            return 0
        }
    }

    func publicKey() async throws -> String {
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEyUHIdboNGXFc9Z0gl74Bs2YnsLVCWxHkKfpwMEXcPZ apus"
    }
    func hasKey(_ name: String) -> Bool { name == "known" }
    func hostKeys(of vm: UUID) async throws -> [String] { ["SHA256:pinned"] }
    func forgetHostKeys(of vm: UUID) async throws { state.withLock { $0.forgotten.append(vm) } }

    final class Recorder: TerminalRecorder {
        let id: String
        let keepsInput: Bool
        private let onEnd: @Sendable () async -> Void

        init(_ beginning: RecordingBeginning, _ onEnd: @escaping @Sendable () async -> Void) {
            (id, keepsInput, self.onEnd) = (beginning.id.uuidString.lowercased(), beginning.keepsInput, onEnd)
        }

        func output(_ bytes: [UInt8]) throws {}
        func input(_ bytes: [UInt8]) throws {}
        func resized(to size: TerminalSize) throws {}
        func end() async { await onEnd() }
    }

    func begin(
        _ beginning: RecordingBeginning, _ report: @escaping @Sendable (RecordingReport) async -> Void
    ) throws -> any TerminalRecorder {
        try state.withLock { state in
            if let fault = state.fault { throw fault }
            state.files[beginning.id] = RecordingFacts(bytes: 100, duration: 5)
            state.reports[beginning.id] = report
        }
        return Recorder(beginning) { await report(.ended(RecordingFacts(bytes: 100, duration: 5), fault: nil)) }
    }

    func settle(_ id: UUID) async throws -> RecordingFacts? { state.withLock { $0.files[id] } }
    func size(of id: UUID) throws -> Int64 { state.withLock { $0.files[id]?.bytes ?? 0 } }
    func read(_ id: UUID, from offset: Int64, length: Int64) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { $0.finish() }
    }
    func remove(_ id: UUID) throws { state.withLock { $0.files[id] = nil } }
    func search(_ ids: [UUID], for text: String, limit: Int, within: Duration) async throws -> RecordingMatches {
        RecordingMatches(items: ids.map { .init(recording: $0, at: 0, line: text) }, complete: true)
    }
}
