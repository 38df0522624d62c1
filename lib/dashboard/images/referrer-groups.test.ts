import { expect, test } from 'vitest';
import { type ContentKind, contentKinds } from './content-kinds';
import { referrerGroups } from './referrer-groups';

const referrer = (digest: string, kind: ContentKind, depth = 0) => ({
  digest,
  kind,
  depth,
  artifactType: null,
  bytes: 1,
  created: null,
  annotations: [],
  subject: 'root',
  tag: null,
});

test('referrers stand by what they are, each with what refers to it, and nothing is lost', () => {
  const groups = referrerGroups([
    referrer('sbom', 'sbom'),
    referrer('its signature', 'signature', 1),
    referrer('of that', 'artifact', 2),
    referrer('signature', 'signature'),
    referrer('another sbom', 'sbom'),
    referrer('vex', 'artifact'),
  ]);
  expect(
    groups.map(({ title, count, referrers }) => [title, count, referrers.map(({ digest }) => digest)]),
  ).toEqual([
    ['Signatures', 1, ['signature']],
    ['SBOMs', 2, ['sbom', 'its signature', 'of that', 'another sbom']],
    ['Others', 1, ['vex']],
  ]);
  for (const kind of contentKinds) expect(referrerGroups([referrer('one', kind)])).toHaveLength(1);
  expect(referrerGroups([])).toEqual([]);
});
