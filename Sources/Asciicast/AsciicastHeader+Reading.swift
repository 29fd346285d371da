import FoundationEssentials

extension AsciicastHeader {
    /// - Throws: ``AsciicastFault`` for what is no header of version 2. Odd values of members nobody needs are passed over.
    init(line: [UInt8]) throws(AsciicastFault) {
        let known: Known
        do {
            known = try JSONDecoder().decode(Known.self, from: Data(line))
        } catch {
            throw AsciicastFault("its first line is no asciicast header")
        }
        guard known.version == 2 else {
            throw AsciicastFault("it is of asciicast version \(known.version), not 2")
        }
        self.init(
            width: Self.clamped(known.width), height: Self.clamped(known.height),
            timestamp: known.timestamp.flatMap { Int64(exactly: $0.rounded()) }, title: known.title,
            environment: known.env)
    }

    private static func clamped(_ count: Double) -> Int { Int(min(max(count.isFinite ? count : 1, 1), 1000)) }

    private struct Known: Decodable {
        var version: Int
        var width: Double
        var height: Double
        var timestamp: Double?
        var title: String?
        var env: [String: String]

        enum Key: String, CodingKey { case version, width, height, timestamp, title, env }

        init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: Key.self)
            version = try box.decode(Int.self, forKey: .version)
            width = try box.decode(Double.self, forKey: .width)
            height = try box.decode(Double.self, forKey: .height)
            timestamp = try? box.decode(Double.self, forKey: .timestamp)
            title = try? box.decode(String.self, forKey: .title)
            env = (try? box.decode([String: String].self, forKey: .env)) ?? [:]
        }
    }
}
