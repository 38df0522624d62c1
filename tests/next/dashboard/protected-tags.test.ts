import { describe, expect, test } from 'vitest';
import { jsonOf } from '../../harness/dashboard-client';
import { password, startGuardedServer } from './fixture';

const guarded = startGuardedServer({
  CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
    { name: 'releases', repositories: ['team/app'], protected: ['latest'], immutable: ['latest'] },
  ]),
});
const tags = '/api/v1/repositories/team~app/tags';

async function latest() {
  const root = await guarded.current.browser().signIn('root', password);
  const { tags: rows } = jsonOf(await root.ask(tags));
  return { root, row: rows.find(({ name }: { name: string }) => name === 'latest') };
}

describe('a tag that a policy protects', () => {
  test('stays when somebody deletes it in the dashboard, who is told which policy says so', async () => {
    const { root, row } = await latest();
    const { name, digest, pushedAtMs } = row;
    const answer = await root.ask('/api/v1/repositories/team~app/tag-deletions', {
      method: 'POST',
      json: { tags: [{ name, digest, pushedAtMs }] },
    });
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toEqual({
      deleted: [],
      kept: [{ name: 'latest', why: expect.stringContaining('retention.policies') }],
    });
    expect((await latest()).row.digest).toBe(digest);
  });

  test('is not moved either', async () => {
    const { root, row } = await latest();
    const answer = await root.ask(`${tags}/latest`, {
      method: 'PUT',
      json: { digest: `sha256:${'0'.repeat(64)}`, from: row.digest },
    });
    expect([404, 409]).toContain(answer.status);
    expect((await latest()).row.digest).toBe(row.digest);
  });
});
