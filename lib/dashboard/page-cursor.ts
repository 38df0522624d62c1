import * as z from 'zod/mini';
import { DashboardProblem } from './dashboard-problem';

const position = z.tuple([z.union([z.string(), z.number()]), z.string()]);

/** Where a page ends, as a text that stands in an address: what it is sorted by, and a name that is there once. */
export function writeCursor({ value, name }: { value: string | number; name: string }): string {
  return Buffer.from(JSON.stringify([value, name])).toString('base64url');
}

/** @throws DashboardProblem 400 for a text that `writeCursor` did not write */
export function readCursor(text: string): { value: string | number; name: string } {
  try {
    const [value, name] = position.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { value, name };
  } catch {
    throw new DashboardProblem(400, 'The cursor is none that this registry gave. Begin at the first page.');
  }
}
