/** Lists of tags that somebody was shown before they go: what is not in the list stays. SQL of the migration. */
export const tagPlanSchema = `
  CREATE TABLE tag_plan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repository TEXT NOT NULL,
    actor TEXT NOT NULL,
    made_at_ms REAL NOT NULL,
    tags INTEGER NOT NULL,
    job INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    kept_count INTEGER NOT NULL DEFAULT 0,
    kept TEXT NOT NULL DEFAULT '[]'
  );
  CREATE TABLE planned_tag (
    plan INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    pushed_at_ms REAL NOT NULL,
    PRIMARY KEY (plan, name)
  ) WITHOUT ROWID;
`;
