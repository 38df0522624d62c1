/**
 * What turns one version of the database into the next; the version is `PRAGMA user_version`.
 * A migration that was released is never changed: a new one is added.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE folder (
    path TEXT PRIMARY KEY,
    parent TEXT,
    children_at_ms REAL,
    manifests_at_ms REAL,
    listed INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX folder_by_parent ON folder (parent, path);

  CREATE TABLE tag (
    repository TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    scan INTEGER NOT NULL,
    PRIMARY KEY (repository, name)
  ) WITHOUT ROWID;
  CREATE INDEX tag_by_digest ON tag (repository, digest);

  CREATE TABLE manifest (
    repository TEXT NOT NULL,
    digest TEXT NOT NULL,
    scan INTEGER NOT NULL,
    PRIMARY KEY (repository, digest)
  ) WITHOUT ROWID;

  CREATE TABLE reference (
    repository TEXT NOT NULL,
    child TEXT NOT NULL,
    parent TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (repository, child, parent, kind)
  ) WITHOUT ROWID;
  CREATE INDEX reference_by_parent ON reference (repository, parent);
  `,
];
