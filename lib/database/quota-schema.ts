/**
 * What is counted against quotas: SQL of the migration that brings it.
 *
 * Only repositories in a namespace with a quota have a row in `quota_repository`; what they hold is counted there by
 * triggers, in the transactions that change the index, whatever process changes it. Without that row a trigger does
 * nothing. Each trigger comes as a pair: before a row changes, what depends on it is subtracted, and after that it is
 * added as it is then. So the count is what the rows say, in whatever order they come.
 *
 * A manifest counts once its digest is at most `through`: a repository that comes under a quota with all that it has is
 * counted in small steps, in the order of the digests, and what changes behind or before the step is counted right.
 */

/** What a blob adds to its repository: its size, as the first of the counted manifests that name it has it. */
const blobBytes = (repository: string, digest: string) => `coalesce((
    SELECT size FROM quota_named WHERE repository = ${repository} AND child = ${digest}
    ORDER BY parent, kind LIMIT 1), 0)`;

/** What all blobs that a manifest names add. */
const blobBytesOf = (repository: string, parent: string) => `coalesce((
    SELECT sum(${blobBytes(repository, 'named.child')}) FROM (
      SELECT DISTINCT child FROM reference INDEXED BY reference_by_parent
      WHERE repository = ${repository} AND parent = ${parent} AND size IS NOT NULL) AS named), 0)`;

const countedManifest = (repository: string, digest: string) => `
    FROM manifest JOIN quota_repository ON quota_repository.repository = manifest.repository
    LEFT JOIN manifest_fact
      ON manifest_fact.repository = manifest.repository AND manifest_fact.digest = manifest.digest
    WHERE manifest.repository = ${repository} AND manifest.digest = ${digest} AND manifest.digest <= through`;

/** What a manifest itself adds. */
const manifestBytes = (repository: string, digest: string) =>
  `coalesce((SELECT manifest_fact.size ${countedManifest(repository, digest)}), 0)`;

const manifestCount = (repository: string, digest: string) =>
  `(SELECT count(*) ${countedManifest(repository, digest)})`;

/** The triggers that keep a count right while rows of a table come and go. */
function counting(
  table: string,
  contribution: (row: 'NEW' | 'OLD') => { bytes: string; holds?: string; when?: string },
  afterInsert = '',
): string {
  const trigger = (when: 'BEFORE' | 'AFTER', what: 'INSERT' | 'DELETE', row: 'NEW' | 'OLD', then = '') => {
    const sign = when === 'BEFORE' ? '-' : '+';
    const { bytes, holds, when: also } = contribution(row);
    return `
  CREATE TRIGGER quota_${table}_${when}_${what} ${when} ${what} ON ${table}
  WHEN EXISTS (SELECT 1 FROM quota_repository WHERE repository = ${row}.repository)${also ? ` AND ${also}` : ''} BEGIN
    UPDATE quota_repository SET bytes = bytes ${sign} ${bytes}${holds ? `, holds = holds ${sign} ${holds}` : ''}
    WHERE repository = ${row}.repository;${then}
  END;`;
  };
  return [
    trigger('BEFORE', 'INSERT', 'NEW'), // Also before a row of the same key is replaced.
    trigger('AFTER', 'INSERT', 'NEW', afterInsert),
    trigger('BEFORE', 'DELETE', 'OLD'),
    trigger('AFTER', 'DELETE', 'OLD'),
  ].join('\n');
}

export const quotaSchema = `
  CREATE TABLE quota (
    namespace TEXT PRIMARY KEY,
    bytes INTEGER,
    repositories INTEGER,
    set_at_ms REAL NOT NULL,
    set_by TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE quota_namespace (
    namespace TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    repositories INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    wanted_at_ms REAL NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE quota_repository (
    repository TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    through TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE quota_member (
    repository TEXT NOT NULL,
    namespace TEXT NOT NULL,
    PRIMARY KEY (repository, namespace)
  ) WITHOUT ROWID;
  CREATE INDEX quota_member_by_namespace ON quota_member (namespace, repository);

  CREATE TABLE quota_arrival (
    repository TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    PRIMARY KEY (repository, digest)
  ) WITHOUT ROWID;

  -- The sizes are read from the manifests. Until each was read again, the index still knows what it names.
  ALTER TABLE reference ADD COLUMN size INTEGER;
  DELETE FROM manifest_fact;
  UPDATE folder SET manifests_at_ms = NULL;

  CREATE VIEW quota_named AS
  SELECT reference.repository, child, parent, kind, size FROM reference
  JOIN quota_repository ON quota_repository.repository = reference.repository
  JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
  WHERE size IS NOT NULL AND parent <= through;
${counting(
  'reference',
  (row) => ({
    bytes: blobBytes(`${row}.repository`, `${row}.child`),
    // Of a manifest that is not there it names nothing: when the manifest went, its blobs were counted anew.
    when: `EXISTS (SELECT 1 FROM manifest WHERE repository = ${row}.repository AND digest = ${row}.parent)`,
  }),
  `
    DELETE FROM quota_arrival WHERE repository = NEW.repository AND digest = NEW.child AND EXISTS (
      SELECT 1 FROM quota_named WHERE repository = NEW.repository AND child = NEW.child);`,
)}
${counting('manifest_fact', (row) => ({ bytes: manifestBytes(`${row}.repository`, `${row}.digest`) }))}
${counting(
  'manifest',
  (row) => {
    const key = [`${row}.repository`, `${row}.digest`] as const;
    return { bytes: `(${manifestBytes(...key)} + ${blobBytesOf(...key)})`, holds: manifestCount(...key) };
  },
  `
    DELETE FROM quota_arrival WHERE repository = NEW.repository AND (digest = NEW.digest OR digest IN (
      SELECT child FROM reference WHERE reference.repository = NEW.repository AND parent = NEW.digest
        AND EXISTS (SELECT 1 FROM quota_named
          WHERE quota_named.repository = NEW.repository AND quota_named.child = reference.child)));`,
)}

  CREATE TRIGGER quota_arrival_comes AFTER INSERT ON quota_arrival BEGIN
    UPDATE quota_repository SET bytes = bytes + NEW.size, holds = holds + 1 WHERE repository = NEW.repository;
  END;
  CREATE TRIGGER quota_arrival_goes AFTER DELETE ON quota_arrival BEGIN
    UPDATE quota_repository SET bytes = bytes - OLD.size, holds = holds - 1 WHERE repository = OLD.repository;
  END;
  CREATE TRIGGER quota_blob_goes AFTER DELETE ON blob
  WHEN EXISTS (SELECT 1 FROM quota_repository WHERE repository = OLD.repository) BEGIN
    DELETE FROM quota_arrival WHERE repository = OLD.repository AND digest = OLD.digest;
  END;

  CREATE TRIGGER quota_repository_changes AFTER UPDATE OF bytes, holds ON quota_repository
  WHEN NEW.bytes != OLD.bytes OR (NEW.holds > 0) != (OLD.holds > 0) BEGIN
    UPDATE quota_namespace SET bytes = bytes + NEW.bytes - OLD.bytes,
      repositories = repositories + (NEW.holds > 0) - (OLD.holds > 0)
    WHERE namespace IN (SELECT namespace FROM quota_member WHERE repository = NEW.repository);
  END;
  CREATE TRIGGER quota_member_comes AFTER INSERT ON quota_member BEGIN
    UPDATE quota_namespace
    SET bytes = quota_namespace.bytes + one.bytes, repositories = repositories + (one.holds > 0)
    FROM (SELECT bytes, holds FROM quota_repository WHERE repository = NEW.repository) AS one
    WHERE namespace = NEW.namespace;
  END;
  CREATE TRIGGER quota_member_goes AFTER DELETE ON quota_member BEGIN
    UPDATE quota_namespace
    SET bytes = quota_namespace.bytes - one.bytes, repositories = repositories - (one.holds > 0)
    FROM (SELECT bytes, holds FROM quota_repository WHERE repository = OLD.repository) AS one
    WHERE namespace = OLD.namespace;
  END;
  CREATE TRIGGER quota_folder_goes AFTER DELETE ON folder
  WHEN EXISTS (SELECT 1 FROM quota_repository WHERE repository = OLD.path) BEGIN
    DELETE FROM quota_member WHERE repository = OLD.path;
    DELETE FROM quota_arrival WHERE repository = OLD.path;
    DELETE FROM quota_repository WHERE repository = OLD.path;
  END;
`;
