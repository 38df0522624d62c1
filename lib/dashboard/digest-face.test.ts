import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { digestFace, hueCount } from './digest-face';

const digestOf = (seed: number) => `sha256:${createHash('sha256').update(String(seed)).digest('hex')}`;

it('shows the first 12 characters after the algorithm', () => {
  expect(digestFace(digestOf(1))).toMatchObject({ prefix: 'sha256:', short: digestOf(1).slice(7, 19) });
  expect(digestFace(`sha512:${'ab'.repeat(64)}`)).toMatchObject({ prefix: 'sha512:', short: 'abababababab' });
});

it('spreads digests evenly over all hues, each digest always on the same', () => {
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 4_800; seed++) {
    const { hue } = digestFace(digestOf(seed));
    expect(digestFace(digestOf(seed)).hue).toBe(hue);
    counts.set(hue, (counts.get(hue) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: hueCount }, (_, hue) => hue));
  for (const count of counts.values()) expect(count).toBeGreaterThan(100);
});

it('has a rule in the style sheet for every hue', async () => {
  const styles = await readFile(new URL('../../app/globals.css', import.meta.url), 'utf8');
  for (let hue = 0; hue < hueCount; hue++) expect(styles).toContain(`[data-hue="${hue}"]`);
});
