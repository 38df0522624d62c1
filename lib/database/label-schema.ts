/**
 * The labels and annotations of manifests, by which they are found: SQL of the migration that brings them.
 *
 * `labels_read` says whether they were read from a manifest and its config: that is done behind requests, for what was
 * there before as for what is pushed. A row goes with what is known of its manifest, whoever removes that.
 */
export const labelSchema = `
  ALTER TABLE manifest_fact ADD COLUMN labels_read INTEGER;
  CREATE INDEX manifest_fact_unread ON manifest_fact (repository, digest) WHERE labels_read IS NULL;

  CREATE TABLE manifest_label (
    repository TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (repository, kind, key, value, digest)
  ) WITHOUT ROWID;
  CREATE INDEX manifest_label_by_manifest ON manifest_label (repository, digest);

  CREATE TRIGGER manifest_label_goes AFTER DELETE ON manifest_fact BEGIN
    DELETE FROM manifest_label WHERE repository = OLD.repository AND digest = OLD.digest;
  END;
`;
