import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Schema

extension TableRoutes {
    /// The row a path means: by UUID through the table's index, by number or name by looking at all.
    /// - Throws: a ``Problem`` `not-found` or `ambiguous`.
    func find(_ reference: String) throws -> Row {
        if let id = UUID(uuidString: reference) { return try rows(id).resolve(reference) }
        let number = Int64(reference)
        var found: [Row] = []
        table.snapshot().forEach { _, row in
            if row.isNamed(reference) || (number != nil && row.reference == number) { found.append(row) }
        }
        return try found.resolve(reference)
    }

    /// The row a change is about, as the caller knows it.
    /// - Throws: as ``find(_:)``, and a ``Problem`` `precondition-failed` where `If-Match` names another version.
    func matching(_ call: Call) throws -> Row {
        let row = try find(call.reference)
        try EntityTag.check(call, row)
        return row
    }
}

extension TableRoutes where ID == UUID {
    init(_ columns: Columns<Row>, _ table: Table<UUID, Row>, _ schema: Schema, _ seal: CursorSeal) {
        self.init(
            columns: columns, table: table, schema: schema, seal: seal, rows: { table.row($0).map { [$0] } ?? [] })
    }
}

extension TableRoutes where ID == HostedKey {
    /// Things that live on hosts: the same UUID may be on several, so each host is asked for it.
    init(
        _ columns: Columns<Row>, _ table: Table<HostedKey, Row>, on hosts: Table<UUID, Host>, _ schema: Schema,
        _ seal: CursorSeal
    ) {
        self.init(
            columns: columns, table: table, schema: schema, seal: seal,
            rows: { id in
                var found: [Row] = []
                hosts.snapshot().forEach { host, _ in
                    if let row = table.row(HostedKey(host: host, id: id)) { found.append(row) }
                }
                return found
            })
    }
}
