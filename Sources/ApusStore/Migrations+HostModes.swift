extension Migrations {
    /// A host's mode is one of its settings; both were rows of the host's id, so that no host had both.
    static let hostModes = """
        UPDATE resources SET noun = 'host-settings',
            number = (SELECT coalesce(max(number), 0) FROM resources WHERE noun = 'host-settings') + number
            WHERE noun = 'host-mode';
        UPDATE resources SET document = json_object('id', id, 'name', name, 'number', number,
            'settings', json_object('labels', json('{}'), 'mode', json_extract(document, '$.mode')))
            WHERE noun = 'host-settings' AND json_extract(document, '$.settings') IS NULL;
        INSERT OR REPLACE INTO sequences (name, value)
            SELECT 'host-settings', max(number) FROM resources WHERE noun = 'host-settings' HAVING max(number) IS NOT NULL;
        DELETE FROM sequences WHERE name = 'host-mode';
        """
}
