import { describe, expect, test } from 'vitest';
import { count, emptyResult } from '@/lib/maintenance/collection/report';
import type { EndedRun } from '@/lib/maintenance/job-run';
import { parseTag } from '@/lib/oci/reference';
import { parseRepositoryName } from '@/lib/oci/repository-name';
import { auditOfChange } from './audit-of-change';
import { auditOfJob } from './audit-of-job';

const run: EndedRun = { kind: 'retention', cause: 'schedule', state: 'done', durationMs: 5, result: {} };

describe('auditOfJob', () => {
  test.each([
    ['a count of what was removed', { removedBlobs: 2, looked: 5 }],
    ['a list of what was repaired', { repaired: [{ what: 'a tag' }] }],
    ['a count further down', { repositories: { freedBytes: 10 } }],
  ])('tells a scheduled run with %s', (_, result) => {
    expect(auditOfJob({ ...run, result })).toMatchObject({
      actor: 'retention',
      action: 'retention.run',
      result: 'ok',
    });
  });

  test.each([
    ['nothing', null],
    ['counts of what was looked at', { looked: 5, removedBlobs: 0, repaired: [] }],
    ['text', 'removed'],
  ])('does not tell a scheduled run that came back with %s', (_, result) => {
    expect(auditOfJob({ ...run, result })).toBeUndefined();
  });

  test('tells a collection that took something, and none that only found what is to wait', () => {
    const result = emptyResult();
    const collection = { ...run, kind: 'collection' as const, result };
    result.repositories.looked = 5;
    count(result.waiting, 10);
    expect(auditOfJob(collection)).toBeUndefined();
    for (const amount of ['blobs', 'manifests', 'poolEntries', 'uploads'] as const) {
      const took = { ...emptyResult(), [amount]: { count: 1, bytes: 0 } };
      expect(auditOfJob({ ...collection, result: took })).toMatchObject({ action: 'collection.run' });
    }
  });

  test('tells what failed, and what a person asked for', () => {
    expect(auditOfJob({ ...run, state: 'failed', result: 'no room' })).toMatchObject({
      result: 'failed',
      detail: { cause: 'schedule', result: 'no room' },
    });
    expect(auditOfJob({ ...run, cause: 'command line' })).toMatchObject({
      actor: 'command line',
      result: 'ok',
    });
  });
});

describe('auditOfChange', () => {
  const repository = parseRepositoryName('team/app');
  const change = {
    repository,
    movedTags: [{ tag: parseTag('1.0'), from: 'sha256:a' as never, to: undefined }],
    addedManifests: [],
    removedManifests: ['sha256:a' as never],
  };

  test('tells each tag and each manifest that was changed by something else than a request', () => {
    const records = auditOfChange({ ...change, origin: { actor: 'retention', cause: 'retention' } });
    expect(records).toMatchObject([
      {
        actor: 'retention',
        action: 'tag.retention',
        repository,
        reference: '1.0',
        detail: { from: 'sha256:a', to: null },
      },
      {
        actor: 'retention',
        action: 'manifest.retention',
        repository,
        digest: 'sha256:a',
        detail: { removed: true },
      },
    ]);
  });

  test.each(['push', 'delete', 'found on disk'] as const)(
    'leaves %s to the record of its request',
    (cause) => {
      expect(auditOfChange({ ...change, origin: { actor: 'x', cause } })).toEqual([]);
    },
  );
});
