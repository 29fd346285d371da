import ApusCore
import ApusServer
import ChildProgram
import FoundationEssentials
import Placement

extension Configuration {
    /// - Throws: ``ConfigurationError`` where a line of `overcommit.labels` cannot be read.
    func overcommit() throws -> Overcommit {
        var overcommit = Overcommit(
            cpus: number("overcommit.cpu"), memory: number("overcommit.memory"), disk: number("overcommit.disk"),
            cpusReserved: integer("reserved.cpus"), memoryReserved: Int64(integer("reserved.memory")),
            diskReserved: Int64(integer("reserved.disk")))
        overcommit.byLabel = try list("overcommit.labels").map { line in
            do {
                return try LabelOvercommit(line)
            } catch {
                throw ConfigurationError("overcommit.labels: “\(line.prefix(64))”: \(error)")
            }
        }
        return overcommit
    }

    var placementSettings: PlacementSettings {
        let mix = Dictionary(
            Criterion.allCases.map { ($0, number("placement.mix.\($0.rawValue)")) },
            uniquingKeysWith: { first, _ in first })
        // The names were checked with the settings.
        let standard = PlacementSettings()
        var fallback = standard.fallback
        if case .algorithm(let known)? = PlacementMethod(named: text("placement.fallback"), mix: mix) {
            fallback = known
        }
        return PlacementSettings(
            method: PlacementMethod(named: text("placement.algorithm"), mix: mix) ?? standard.method, mix: mix,
            guardWeight: number("placement.guard"), fallback: fallback,
            shadow: PlacementMethod(named: text("placement.shadow"), mix: mix))
    }

    /// The administrator's program, run anew for each question.
    /// - Throws: ``ConfigurationError`` where one is needed and none is named, or its path is not absolute.
    func placementProgram() throws -> PlacementProgram? {
        let command = list("placement.program")
        let isNeeded = [text("placement.algorithm"), text("placement.shadow")].contains("external")
        guard let path = command.first else {
            guard !isNeeded else {
                throw ConfigurationError("placement.program: the algorithm external needs a program")
            }
            return nil
        }
        guard path.hasPrefix("/") else { throw ConfigurationError("placement.program: must be an absolute path") }
        let program = ChildProgram(
            command: command, limit: .seconds(number("placement.programSeconds")),
            outputLimit: integer("placement.programOutput"))
        return { question in
            do {
                return try await program.answer(to: question)
            } catch {
                throw ProgramFault("\(error)")
            }
        }
    }
}
