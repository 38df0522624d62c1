import Sqlite from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from '@/lib/database/database';
import { figureSchema } from '@/lib/database/figure-schema';
import { migrations } from '@/lib/database/migrations';
import { temporaryFolder } from '../testing/open-storage';

it('a database of before has the repositories that hold something, with their pulls, and counts them', async () => {
  const file = `${await temporaryFolder()}/cyberdock.db`;
  const before = migrations.indexOf(figureSchema);
  const raw = new Sqlite(file);
  for (const migration of migrations.slice(0, before)) raw.exec(migration);
  raw.pragma(`user_version = ${before}`);
  raw.exec(`
    INSERT INTO folder (path, parent, listed) VALUES ('', NULL, NULL), ('team', '', NULL), ('team/app', 'team', 1),
      ('team/empty', 'team', 0), ('team/quiet', 'team', 1);
    INSERT INTO pull VALUES ('team/app', '1.0', 3, 100), ('team/app', 'sha256:a', 4, 200), ('team/app', 'sha256:b', 1, 50),
      ('team/gone', 'sha256:a', 9, 100);`);
  raw.close();
  const { database } = Database.open(file);
  onTestFinished(() => database.close());
  const rows = database.query
    .selectFrom('repository_figure')
    .select(['repository', 'pulls', 'pulled_at_ms', 'counted', 'tags'])
    .orderBy('repository');
  expect(database.all(rows)).toEqual([
    { repository: 'team/app', pulls: 5, pulled_at_ms: 200, counted: null, tags: null },
    { repository: 'team/quiet', pulls: 0, pulled_at_ms: null, counted: null, tags: null },
  ]);
});
