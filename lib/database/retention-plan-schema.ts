/** Tags that a run of retention would remove, as somebody was shown them: what is not in the list stays. SQL of the migration. */
export const retentionPlanSchema = `
  CREATE TABLE retention_plan (
    run INTEGER PRIMARY KEY,
    now_ms REAL NOT NULL,
    policies TEXT NOT NULL,
    state TEXT,
    tags INTEGER NOT NULL DEFAULT 0,
    job INTEGER
  );
  CREATE TABLE retention_plan_tag (
    plan INTEGER NOT NULL,
    repository TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    pushed_at_ms REAL NOT NULL,
    bytes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    policy TEXT NOT NULL,
    PRIMARY KEY (plan, repository, name)
  ) WITHOUT ROWID;
`;
