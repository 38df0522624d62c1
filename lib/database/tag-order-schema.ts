import { mediaTypes } from '@/lib/oci/media-types';

/**
 * What lists of tags are sorted by, beside each tag, so that a page is a walk of an index: SQL of the migration that
 * brings it. Triggers keep it, in the transactions that change what it comes from, whatever process changes that.
 */

/** What a pull of a manifest takes at most: its own blobs, and of an index those of its largest child. */
const pullBytes = (repository: string, digest: string) => `coalesce((
    SELECT coalesce(own.content_bytes, 0) + CASE
      WHEN own.media_type IN ('${mediaTypes.ociIndex}', '${mediaTypes.dockerManifestList}') THEN coalesce((
        SELECT max(child.content_bytes) FROM reference AS named INDEXED BY reference_by_parent
        CROSS JOIN manifest_fact AS child ON child.repository = named.repository AND child.digest = named.child
        WHERE named.repository = own.repository AND named.parent = own.digest AND named.kind = 'manifest'
      ), 0) ELSE 0 END
    FROM manifest_fact AS own WHERE own.repository = ${repository} AND own.digest = ${digest}), 0)`;

const pullCount = (repository: string, tag: string) =>
  `coalesce((SELECT count FROM pull WHERE pull.repository = ${repository} AND reference = ${tag}), 0)`;

/** Gives the tags of manifests what these take now. All tags of a manifest have the same: one says whether any has not. */
const resize = (repository: string, digest: string, digests = '') => `
    UPDATE tag SET bytes = now.bytes
    FROM (
      SELECT parent, ${pullBytes(repository, 'parent')} AS bytes FROM (SELECT ${digest} AS parent${digests})
    ) AS now
    WHERE tag.repository = ${repository} AND tag.digest = now.parent AND now.bytes != (
      SELECT one.bytes FROM tag AS one WHERE one.repository = ${repository} AND one.digest = now.parent LIMIT 1);`;

export const tagOrderSchema = `
  ALTER TABLE tag ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE tag ADD COLUMN pulls INTEGER NOT NULL DEFAULT 0;
  UPDATE tag SET
    bytes = ${pullBytes('tag.repository', 'tag.digest')},
    pulls = ${pullCount('tag.repository', 'tag.name')};
  CREATE INDEX tag_by_size ON tag (repository, bytes, name);
  CREATE INDEX tag_by_pulls ON tag (repository, pulls, name);

  CREATE TRIGGER tag_order_tag_comes AFTER INSERT ON tag BEGIN
    UPDATE tag SET
      bytes = ${pullBytes('NEW.repository', 'NEW.digest')},
      pulls = ${pullCount('NEW.repository', 'NEW.name')}
    WHERE repository = NEW.repository AND name = NEW.name;
  END;
  CREATE TRIGGER tag_order_fact_comes AFTER INSERT ON manifest_fact BEGIN
${resize(
  'NEW.repository',
  'NEW.digest',
  ` UNION SELECT parent FROM reference
        WHERE repository = NEW.repository AND child = NEW.digest AND kind = 'manifest'`,
)}
  END;
  CREATE TRIGGER tag_order_child_comes AFTER INSERT ON reference
  WHEN NEW.kind = 'manifest' AND EXISTS (
    SELECT 1 FROM tag WHERE repository = NEW.repository AND digest = NEW.parent)
  BEGIN
${resize('NEW.repository', 'NEW.parent')}
  END;
  CREATE TRIGGER tag_order_pull_comes AFTER INSERT ON pull BEGIN
    UPDATE tag SET pulls = NEW.count WHERE repository = NEW.repository AND name = NEW.reference;
  END;
  CREATE TRIGGER tag_order_pull_changes AFTER UPDATE OF count ON pull BEGIN
    UPDATE tag SET pulls = NEW.count WHERE repository = NEW.repository AND name = NEW.reference;
  END;
  CREATE TRIGGER tag_order_pull_goes AFTER DELETE ON pull BEGIN
    UPDATE tag SET pulls = 0 WHERE repository = OLD.repository AND name = OLD.reference;
  END;
`;
