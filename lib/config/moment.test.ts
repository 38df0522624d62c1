import { expect, test } from 'vitest';
import { parseMoment } from './moment';

const nowMs = Date.UTC(2026, 0, 31, 12);

test.each([
  ['2026-01-30', Date.UTC(2026, 0, 30)],
  ['2026-01-30T06:30Z', Date.UTC(2026, 0, 30, 6, 30)],
  ['24h', Date.UTC(2026, 0, 30, 12)],
  ['', undefined],
  ['yesterday', undefined],
  ['2026-13-01', undefined],
  ['31', undefined],
])('%j is %s', (text, ms) => expect(parseMoment(text, nowMs)).toBe(ms));
