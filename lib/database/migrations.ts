import { figureSchema } from './figure-schema';
import { inventorySchema } from './inventory-schema';
import { labelSchema } from './label-schema';
import { quotaSchema } from './quota-schema';
import { retentionPlanSchema } from './retention-plan-schema';
import { retentionPolicySchema } from './retention-policy-schema';
import { starSchema } from './star-schema';
import { tagOrderSchema } from './tag-order-schema';
import { tagPlanSchema } from './tag-plan-schema';

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
  // The index learns what maintenance needs to know; it is read again from the files. What follows it is not an index.
  `
  DROP TABLE folder;
  DROP TABLE tag;
  DROP TABLE manifest;
  DROP TABLE reference;

  CREATE TABLE folder (
    path TEXT PRIMARY KEY,
    parent TEXT,
    children_at_ms REAL,
    manifests_at_ms REAL,
    blobs_at_ms REAL,
    listed INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX folder_by_parent ON folder (parent, path);

  CREATE TABLE tag (
    repository TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    pushed_at_ms REAL NOT NULL,
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

  CREATE TABLE manifest_fact (
    repository TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    artifact_type TEXT,
    pushed_at_ms REAL NOT NULL,
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

  CREATE TABLE blob (
    repository TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    scan INTEGER NOT NULL,
    PRIMARY KEY (repository, digest)
  ) WITHOUT ROWID;
  CREATE INDEX blob_by_digest ON blob (digest, repository, size, inode);

  CREATE TABLE tag_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repository TEXT NOT NULL,
    tag TEXT NOT NULL,
    from_digest TEXT,
    to_digest TEXT,
    at_ms REAL NOT NULL,
    cause TEXT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT,
    client TEXT
  );
  CREATE INDEX tag_event_by_tag ON tag_event (repository, tag, at_ms);
  CREATE INDEX tag_event_by_repository ON tag_event (repository);
  CREATE INDEX tag_event_by_digest ON tag_event (repository, from_digest, at_ms);

  CREATE TABLE pull (
    repository TEXT NOT NULL,
    reference TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at_ms REAL NOT NULL,
    PRIMARY KEY (repository, reference)
  ) WITHOUT ROWID;

  CREATE TABLE collected (
    repository TEXT PRIMARY KEY,
    manifests_at_ms REAL NOT NULL,
    blobs_at_ms REAL NOT NULL,
    again_at_ms REAL
  ) WITHOUT ROWID;

  CREATE TABLE verified (
    digest TEXT NOT NULL,
    inode INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    PRIMARY KEY (digest, inode)
  ) WITHOUT ROWID;

  CREATE TABLE job_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    process TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at_ms REAL NOT NULL,
    ended_at_ms REAL,
    progress TEXT,
    result TEXT
  );
  CREATE INDEX job_run_by_kind ON job_run (kind, started_at_ms);

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms REAL NOT NULL,
    actor TEXT NOT NULL,
    address TEXT,
    client TEXT,
    action TEXT NOT NULL,
    repository TEXT,
    reference TEXT,
    digest TEXT,
    result TEXT NOT NULL,
    request_id TEXT,
    detail TEXT
  );
  CREATE INDEX audit_by_time ON audit (at_ms);
  CREATE INDEX audit_by_repository ON audit (repository, at_ms);

  CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO note (key, value) VALUES ('database.createdAtMs', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
  `,
  // Who may come in.
  `
  CREATE TABLE account (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    generation TEXT NOT NULL,
    note TEXT,
    created_at_ms REAL NOT NULL,
    created_by TEXT NOT NULL,
    signed_in_at_ms REAL
  ) WITHOUT ROWID;

  CREATE TABLE group_member (
    group_name TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (group_name, account)
  ) WITHOUT ROWID;
  CREATE INDEX group_member_by_account ON group_member (account, group_name);

  CREATE TABLE access_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    effect TEXT NOT NULL,
    subjects TEXT NOT NULL,
    repositories TEXT NOT NULL,
    actions TEXT NOT NULL,
    note TEXT,
    created_at_ms REAL NOT NULL,
    created_by TEXT NOT NULL
  );

  CREATE TABLE access_token (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    label TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    grants TEXT,
    created_at_ms REAL NOT NULL,
    created_by TEXT NOT NULL,
    expires_at_ms REAL,
    used_at_ms REAL,
    used_from TEXT
  ) WITHOUT ROWID;
  CREATE INDEX access_token_by_account ON access_token (account, created_at_ms);

  CREATE TABLE refresh_token (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    access_token TEXT,
    secret_hash TEXT NOT NULL,
    client TEXT,
    created_at_ms REAL NOT NULL,
    expires_at_ms REAL NOT NULL,
    used_at_ms REAL
  ) WITHOUT ROWID;
  CREATE INDEX refresh_token_by_account ON refresh_token (account);
  CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at_ms);

  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    generation TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    previous_hash TEXT,
    rotated_at_ms REAL NOT NULL,
    created_at_ms REAL NOT NULL,
    seen_at_ms REAL NOT NULL,
    address TEXT,
    client TEXT
  ) WITHOUT ROWID;
  CREATE INDEX session_by_account ON session (account);

  CREATE TABLE signing_key (
    id TEXT PRIMARY KEY,
    private_jwk TEXT NOT NULL,
    created_at_ms REAL NOT NULL
  ) WITHOUT ROWID;
  `,
  // Who signs in with OpenID Connect.
  `
  CREATE TABLE oidc_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    groups TEXT NOT NULL,
    signed_in_at_ms REAL NOT NULL,
    PRIMARY KEY (issuer, subject)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX oidc_identity_by_account ON oidc_identity (account);
  `,
  // What is counted against quotas.
  quotaSchema,
  // Lists of tags sort by version, time and size; layers say who else has them. What the index lacks is read again from
  // the files.
  `
  ALTER TABLE tag ADD COLUMN version_key TEXT NOT NULL DEFAULT '';
  CREATE INDEX tag_by_version ON tag (repository, version_key, name);
  CREATE INDEX tag_by_time ON tag (repository, pushed_at_ms, name);
  CREATE INDEX reference_by_child ON reference (child);
  ALTER TABLE manifest_fact ADD COLUMN content_bytes INTEGER;
  UPDATE folder SET manifests_at_ms = NULL;
  `,
  // What takes most and what is pulled most is found in an index.
  tagOrderSchema,
  // Figures of repositories, by which their list is sorted, and figures per day.
  figureSchema,
  // Tags that go together are those that were shown.
  tagPlanSchema,
  // Images are found by their labels and annotations.
  labelSchema,
  // What is in the store and why, as a plan found it.
  inventorySchema,
  // What nobody has pulled for long is found in an index.
  `CREATE INDEX repository_figure_by_pull_time ON repository_figure (coalesce(pulled_at_ms, -1), repository);`,
  // Retention policies are made in the dashboard too.
  retentionPolicySchema,
  // A run of retention takes what a plan showed.
  retentionPlanSchema,
  // Repositories that somebody has starred.
  starSchema,
  // Rules of access are changed too: other processes see that by the sum of this.
  `ALTER TABLE access_rule ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;`,
  // Runs say who asked for them.
  `ALTER TABLE job_run ADD COLUMN actor TEXT;`,
];
