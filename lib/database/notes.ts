import type { Database } from './database';

/** A fact that stands alone, as where a walk goes on; `undefined` when nothing stands under the key. */
export function noteIn(database: Database, key: string): string | undefined {
  const row = database.query.selectFrom('note').select('value').where('key', '=', key);
  return database.first(row)?.value;
}

/** Puts down a fact, or forgets it when there is no value. */
export function setNote(database: Database, key: string, value: string | undefined): void {
  const { query } = database;
  if (value === undefined) database.run(query.deleteFrom('note').where('key', '=', key));
  else database.run(query.replaceInto('note').values({ key, value }));
}

/** When the database was made, in milliseconds: what it counts is not known of any time before. */
export function databaseMadeAtMs(database: Database): number | undefined {
  const note = noteIn(database, 'database.createdAtMs');
  return note === undefined ? undefined : Number(note);
}
