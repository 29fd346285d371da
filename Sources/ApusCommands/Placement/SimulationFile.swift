import FoundationEssentials
import Placement

/// The simulator's input.
enum SimulationFile {
    /// Bytes as a number, or text such as `4G`.
    struct Size: Decodable {
        var bytes: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                bytes = number
            } else {
                bytes = try ByteSize.parse(try container.decode(String.self))
            }
        }
    }

    struct HostLine: Decodable {
        var name: String?
        var count: Int?
        var cpus: Int64
        var memory: Size
        var disk: Size?
        var cpusPerMachine: Int64?
        var labels: [String: String]?
    }

    struct RequestLine: Decodable {
        var count: Int?
        var cpus: Int64
        var memory: Size
        var disk: Size?
        var labels: [String: String]?
        var affinity: [String]?
        var antiAffinity: [String]?
        var tags: [String]?
    }

    /// So many hosts or requests at most: more is a slip of the pen.
    private static let most = 1_000_000

    static func hosts(_ text: String) throws -> [Candidate] {
        try lines(HostLine.self, text, "hosts", \.count).enumerated().map { index, line in
            guard line.cpus >= 0, line.memory.bytes >= 0, line.disk?.bytes ?? 0 >= 0 else {
                throw SettingsFault("A host of the hosts file has less than nothing.")
            }
            return Candidate(
                id: UUID(), name: "\(line.name ?? "host")-\(index + 1)",
                capacity: Resources(
                    cpus: line.cpus, memory: line.memory.bytes, disk: line.disk?.bytes ?? Resources.unlimited),
                cpusPerMachine: line.cpusPerMachine, labels: line.labels ?? [:])
        }
    }

    static func requests(_ text: String) throws -> [Demand] {
        try lines(RequestLine.self, text, "requests", \.count).map { line in
            Demand(
                Resources(cpus: line.cpus, memory: line.memory.bytes, disk: line.disk?.bytes ?? 0),
                labels: line.labels ?? [:], affinity: line.affinity ?? [], antiAffinity: line.antiAffinity ?? [],
                tags: line.tags ?? [])
        }
    }

    /// Each line as often as it says.
    private static func lines<Line: Decodable>(
        _ type: Line.Type, _ text: String, _ name: String, _ count: (Line) -> Int?
    ) throws -> [Line] {
        let lines: [Line]
        do {
            lines = try JSONDecoder().decode([Line].self, from: Data(text.utf8))
        } catch {
            throw SettingsFault("The \(name) file is no JSON list of \(name) with cpus and memory: \(words(error))")
        }
        var all: [Line] = []
        for line in lines {
            let count = count(line) ?? 1
            guard (0...most - all.count).contains(count) else {
                throw SettingsFault("The \(name) file makes less than none or more than \(most).")
            }
            all += Array(repeating: line, count: count)
        }
        return all
    }

    private static func words(_ error: any Error) -> String {
        guard case DecodingError.keyNotFound(let key, let context) = error else { return "it cannot be read" }
        let place = context.codingPath.first?.intValue.map { "entry \($0 + 1)" } ?? "an entry"
        return "\(place) has no \(key.stringValue)"
    }
}
