/** What is in the store, thing by thing, as the latest plan of a collection found it. SQL of the migration. */
export const inventorySchema = `
  CREATE TABLE inventory_item (
    plan INTEGER NOT NULL,
    digest TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    holders INTEGER NOT NULL,
    reason TEXT NOT NULL,
    due_at_ms REAL NOT NULL DEFAULT 0,
    going INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    freed INTEGER NOT NULL DEFAULT 0,
    free_bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (plan, digest, place)
  ) WITHOUT ROWID;
  CREATE INDEX inventory_by_reason ON inventory_item (plan, reason, bytes, digest, place);
`;
