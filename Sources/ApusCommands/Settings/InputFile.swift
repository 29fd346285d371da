import FoundationEssentials

/// Files that a person names on the command line.
enum InputFile {
    /// The text of a file, or of standard input for `-`.
    static func text(_ argument: String, limit: Int, _ surroundings: Surroundings) async throws -> String {
        guard argument == "-" else { return try text(atPath: surroundings.path(argument), limit: limit) }
        guard let data = await surroundings.readInput(limit) else {
            throw SettingsFault("Standard input cannot be read or is larger than \(ByteSize.human(Int64(limit))).")
        }
        return String(decoding: data, as: UTF8.self)
    }

    static func text(atPath path: String, limit: Int) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsFault("The file \(path) does not exist or cannot be read.")
        }
        guard data.count <= limit else {
            throw SettingsFault("The file \(path) is larger than \(ByteSize.human(Int64(limit))).")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
