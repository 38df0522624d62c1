/**
 * The figures of repositories, and figures per day: SQL of the migration that brings them.
 *
 * A repository that is listed has a row in `repository_figure`. Triggers only note there that its tags or manifests
 * changed, whatever process changed them; what changed is counted anew from the index, behind requests. Pulls are added
 * up as they are written, so that they stay when the row of a reference goes.
 */

/** Notes a change of a repository's rows in a table. */
const noting = (table: string) =>
  (['INSERT', 'DELETE'] as const)
    .map(
      (what) => `
  CREATE TRIGGER repository_figure_${table}_${what} AFTER ${what} ON ${table} BEGIN
    UPDATE repository_figure SET changes = changes + 1
    WHERE repository = ${what === 'INSERT' ? 'NEW' : 'OLD'}.repository;
  END;`,
    )
    .join('');

/** Begins the row of a repository that is listed now. */
const beginning = (name: string, when: string) => `
  CREATE TRIGGER repository_figure_${name} AFTER ${when} ON folder
  WHEN NEW.listed = 1 AND NOT EXISTS (SELECT 1 FROM repository_figure WHERE repository = NEW.path) BEGIN
    INSERT INTO repository_figure (repository, pulls, pulled_at_ms)
    SELECT NEW.path, coalesce(sum(count), 0), max(last_at_ms) FROM pull
    WHERE repository = NEW.path AND instr(reference, ':') > 0;
  END;`;

// A pull by a tag counts for its digest too: those of digests are all.
const addingPulls = (name: string, when: string, count: string) => `
  CREATE TRIGGER repository_figure_${name} AFTER ${when} ON pull WHEN instr(NEW.reference, ':') > 0 BEGIN
    UPDATE repository_figure
    SET pulls = pulls + ${count}, pulled_at_ms = max(coalesce(pulled_at_ms, 0), NEW.last_at_ms)
    WHERE repository = NEW.repository;
  END;`;

export const figureSchema = `
  CREATE TABLE repository_figure (
    repository TEXT PRIMARY KEY,
    changes INTEGER NOT NULL DEFAULT 1,
    counted INTEGER,
    counted_at_ms REAL,
    cost_ms REAL NOT NULL DEFAULT 0,
    tags INTEGER,
    manifests INTEGER,
    bytes INTEGER,
    newest_tag TEXT,
    newest_digest TEXT,
    media_type TEXT,
    artifact_type TEXT,
    pushed_at_ms REAL,
    pushed_by TEXT,
    pulls INTEGER NOT NULL DEFAULT 0,
    pulled_at_ms REAL
  ) WITHOUT ROWID;
  CREATE INDEX repository_figure_stale ON repository_figure (repository) WHERE counted IS NOT changes;
  CREATE INDEX repository_figure_by_tags ON repository_figure (coalesce(tags, -1), repository);
  CREATE INDEX repository_figure_by_size ON repository_figure (coalesce(bytes, -1), repository);
  CREATE INDEX repository_figure_by_time ON repository_figure (coalesce(pushed_at_ms, -1), repository);
  CREATE INDEX repository_figure_by_pulls ON repository_figure (pulls, repository);

  INSERT INTO repository_figure (repository, pulls, pulled_at_ms)
  SELECT path, coalesce(sum(count), 0), max(last_at_ms) FROM folder
  LEFT JOIN pull ON pull.repository = folder.path AND instr(pull.reference, ':') > 0
  WHERE listed = 1 GROUP BY path;

  CREATE TABLE repository_day (
    repository TEXT NOT NULL,
    day INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pulls INTEGER NOT NULL,
    PRIMARY KEY (repository, day)
  ) WITHOUT ROWID;

  CREATE TABLE registry_day (
    day INTEGER PRIMARY KEY,
    taken_at_ms REAL NOT NULL,
    physical_bytes INTEGER NOT NULL,
    logical_bytes INTEGER NOT NULL,
    repositories INTEGER NOT NULL,
    manifests INTEGER NOT NULL,
    tags INTEGER NOT NULL
  );
${noting('tag')}${noting('manifest')}${noting('manifest_fact')}
${beginning('comes', 'INSERT')}${beginning('is_listed', 'UPDATE OF listed')}

  CREATE TRIGGER repository_figure_goes AFTER DELETE ON folder BEGIN
    DELETE FROM repository_figure WHERE repository = OLD.path;
    DELETE FROM repository_day WHERE repository = OLD.path;
  END;
${addingPulls('first_pull', 'INSERT', 'NEW.count')}${addingPulls('pull', 'UPDATE OF count', 'NEW.count - OLD.count')}
`;
