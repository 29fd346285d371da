import ApusModel
import FoundationEssentials

extension Client {
    /// What a VM or host used.
    ///
    /// Maps to `GET /api/v1/vms/{ref}/stats` and `GET /api/v1/hosts/{ref}/stats`.
    public func statistics(
        of ref: String, in collection: RowCollection, from: Date? = nil, to: Date? = nil, step: Int? = nil
    ) async throws -> StatisticsSeries {
        try await transport.send(
            Request(.get, api: collection.rawValue, ref, "stats").query("from", from.map(Timestamp.text(of:)))
                .query("to", to.map(Timestamp.text(of:))).query("step", step.map(String.init))
        ).decode(StatisticsSeries.self)
    }
}
