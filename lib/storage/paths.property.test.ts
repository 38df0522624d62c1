import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDigest } from '@/lib/oci/digest';
import { isTag, parseTag } from '@/lib/oci/reference';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { isUploadId, newProcessId, StoragePaths } from './paths';

const paths = new StoragePaths('/data/registry');
const component = fc.stringMatching(/^[a-z0-9]{1,4}([._-][a-z0-9]{1,3})?$/);
const repository = fc
  .array(component, { minLength: 2, maxLength: 5 })
  .map((parts) => parts.join('/'))
  .filter(isRepositoryName);
const tag = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,20}$/).map(parseTag);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => parseDigest(`sha256:${hex}`));
/** Text as an attacker writes it. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', '\0', '%2e', 'a', 'manifests', '~'), { maxLength: 8 })
    .map((parts) => parts.join('')),
);

const isBelow = (file: string, folder: string) =>
  file.startsWith(`${folder}${path.sep}`) && path.normalize(file) === file;

describe('StoragePaths', () => {
  it('keeps every path of a repository below the folder of repositories', () => {
    fc.assert(
      fc.property(repository, tag, digest, digest, (name, oneTag, one, other) => {
        const made = [
          paths.folder(name),
          paths.manifests(name),
          paths.manifest(name, one),
          paths.tag(name, oneTag),
          paths.blobs(name),
          paths.blob(name, one),
          paths.referrers(name, other),
          paths.referrer(name, other, one),
        ];
        for (const file of made) expect(isBelow(file, paths.repositories)).toBe(true);
        expect(isBelow(paths.poolBlob(one), paths.pool)).toBe(true);
        expect(isBelow(paths.quarantined(one), paths.quarantine)).toBe(true);
      }),
    );
  });

  it('lets no text that passes for a name, a tag or an upload leave the root', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        if (isRepositoryName(text)) expect(isBelow(paths.folder(text), paths.repositories)).toBe(true);
        const name = 'a/b' as RepositoryName;
        if (isTag(text)) expect(path.dirname(paths.tag(name, text))).toBe(paths.manifests(name));
        if (isUploadId(text)) expect(path.dirname(paths.upload(text))).toBe(paths.uploads);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a name that was found on disk, whatever it holds, in the folder where it was found', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const [file, folder] of [
          [paths.process(text), paths.processes],
          [paths.temporaryNamed(text), paths.files],
          [paths.lockNamed(text), paths.locks],
        ] as const) {
          // `basename` of text such as '..' is '..': names in a folder are never that.
          if (text.split('/').some((part) => part === '..' || part === '.')) continue;
          expect(file === folder || path.dirname(file) === folder).toBe(true);
        }
        expect(path.dirname(paths.lock(text))).toBe(paths.locks);
      }),
    );
  });

  it('gives different repositories different folders, none inside the content of another', () => {
    fc.assert(
      fc.property(repository, repository, (one, other) => {
        fc.pre(one !== other);
        expect(paths.folder(one)).not.toBe(paths.folder(other));
        for (const content of [paths.manifests(one), paths.blobs(one), paths.allReferrers(one)]) {
          expect(`${paths.folder(other)}/`.startsWith(`${content}/`)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('names a temporary file after the process that writes it, and never twice', () => {
    const id = newProcessId();
    const names = Array.from({ length: 100 }, () => paths.temporaryFile(id));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(path.basename(name).startsWith(`${id}.`)).toBe(true);
  });

  it('refuses a relative root', () => {
    expect(() => new StoragePaths('data')).toThrow(/absolute/);
  });
});
