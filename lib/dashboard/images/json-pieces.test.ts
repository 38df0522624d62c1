import { expect, it } from 'vitest';
import { jsonPieces } from './json-pieces';

const digest = `sha256:${'a'.repeat(64)}`;

it('cuts a text at its digests and loses nothing of it', () => {
  const text = `{\n "a": "${digest}", "b": "sha256:short"\n}`;
  const { pieces, cutCharacters } = jsonPieces(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter((piece) => piece.digest)).toEqual([{ text: digest, digest: true }]);
  expect(cutCharacters).toBe(0);
});

it('writes what stands on one line on several, and cuts what nobody reads', () => {
  expect(jsonPieces('{"a":1}').pieces).toEqual([{ text: '{\n  "a": 1\n}', digest: false }]);
  expect(jsonPieces(`"${'x'.repeat(300_000)}`).cutCharacters).toBe(300_001 - 256 * 1024);
});
