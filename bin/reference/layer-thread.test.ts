import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layerThreadFile, layerThreadText } from './layer-thread';

test('the program of the thread that reads layers is what `npm run docs` makes of its sources today', async () => {
  expect(readFileSync(layerThreadFile, 'utf8')).toBe(await layerThreadText());
});
