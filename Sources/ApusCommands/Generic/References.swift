import ApusClient
import ArgumentParser

/// Completion of names by asking the server, in vain when there is none.
enum References {
    static func of(_ collection: RowCollection) -> CompletionKind {
        .custom { words, _, prefix in
            // A shell waits for this; silence is the only answer to a failure.
            (try? await names(collection, prefix)) ?? []
        }
    }

    private static func names(_ collection: RowCollection, _ prefix: String) async throws -> [String] {
        let surroundings = Surroundings.current
        var settings = try Target.resolve(ConnectionOptions(), ConfigFile.read(surroundings), surroundings)
            .clientSettings()
        settings.connectTimeout = .milliseconds(500)
        settings.answerTimeout = .seconds(2)
        let result = try await Client.with(settings) { try await $0.list(collection, ListQuery(limit: 1000)) }
        let names = result.items.compactMap { ($0["name"] ?? $0["number"])?.text }
        return Set(names.filter { $0.hasPrefix(prefix) && !$0.unicodeScalars.contains(where: VisibleText.isHidden) })
            .sorted()
    }
}
