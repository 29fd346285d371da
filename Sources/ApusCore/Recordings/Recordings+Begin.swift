import ApusModel
import FoundationEssentials
import Logging

extension Recordings {
    /// Whose terminal is recorded.
    struct Subject: Sendable {
        var kind: Recording.Kind
        var vm: VirtualMachine?
        var host: UUID
        var hostName: String
        /// What runs there, where it is no shell.
        var command: String?

        /// `web1`
        var name: String { vm?.name ?? hostName }
    }

    /// Begins a recording.
    /// - Returns: nil where it cannot be written and need not be.
    /// - Throws: a ``Problem`` where it must be.
    func begin(_ subject: Subject, _ request: TerminalRequest) async throws -> (any TerminalRecorder)? {
        guard let archive else { return nil }
        do {
            return try await begin(subject, request, in: archive)
        } catch  where !settings.required {
            logger.error("A terminal is not recorded: \(error)", metadata: ["of": "\(subject.name)"])
            return nil
        }
    }

    private func begin(
        _ subject: Subject, _ request: TerminalRequest, in archive: any RecordingArchive
    ) async throws -> any TerminalRecorder {
        let row = try await store.add(row(of: subject, request))
        var extras = subject.vm.map { ["vm_name": $0.name, "owner": request.actor.name] } ?? [:]
        // A member that asciicast knows: what a shell would have shown as it was typed.
        extras["command"] = subject.command
        var beginning = RecordingBeginning(
            id: row.id, size: request.size, title: "\(subject.kind.rawValue) \(subject.name)", started: row.started,
            extras: extras, keepsInput: settings.input, isRequired: settings.required)
        beginning.limit = settings.maximumSize / 10
        do {
            let recorder = try await archive.begin(beginning) { await hear($0, of: row) }
            estate.recordings.upsert([row])
            return recorder
        } catch {
            try? await store.remove(Recording.self, row.id)
            throw error
        }
    }

    private func row(of subject: Subject, _ request: TerminalRequest) -> Recording {
        let (id, now) = (ambient.uuid(), ambient.now())
        // Hundreds may begin in one second: the id tells them apart.
        let name = "\(subject.name)-\(Self.stamp(now))-\(id.uuidString.lowercased().prefix(8))"
        return Recording(
            id: id, name: name, kind: subject.kind, vm: subject.vm?.id, vmName: subject.vm?.name, host: subject.host,
            hostName: subject.hostName, user: request.actor.name, started: now, input: settings.input)
    }

    /// `20261121-184012`, in UTC.
    private static func stamp(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, dateTimeSeparator: .space, timeSeparator: .omitted, timeZone: .gmt)
        return String(date.formatted(style).prefix(15)).replacing(" ", with: "-")
    }

    private func hear(_ report: RecordingReport, of row: Recording) async {
        var row = row
        switch report {
        case .progress(let facts):
            (row.bytes, row.duration) = (facts.bytes, facts.duration)
            estate.recordings.upsert([row])
        case .ended(let facts, let fault):
            (row.bytes, row.duration, row.state) = (facts.bytes, facts.duration, fault == nil ? .whole : .cut)
            if let fault { logger.error("A recording was cut: \(fault)", metadata: ["recording": "\(row.name)"]) }
            estate.recordings.upsert([row])
            // What the store does not keep is settled anew at the next start.
            do { try await store.update(row) } catch { logger.error("A recording's end was not stored: \(error)") }
        }
    }
}
