/** Retention policies that were made in the dashboard: their settings as JSON, as in the configuration. SQL of the migration. */
export const retentionPolicySchema = `
  CREATE TABLE retention_policy (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    settings TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at_ms REAL NOT NULL,
    created_by TEXT NOT NULL,
    changed_at_ms REAL NOT NULL,
    changed_by TEXT NOT NULL
  );
`;
