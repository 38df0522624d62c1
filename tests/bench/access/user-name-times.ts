import { HttpConnection } from '../load/http-connection';
import { basicOf } from './guarded-folder';
import { compareRanks } from './rank-test';
import type { Pair } from './refusal-times';

/** Wrong passwords of one account that are answered at once, wherever they come from. */
const freeFailures = 20;

/** How many accounts it takes for so many tries, none of which is to be slowed down. */
export function accountsFor(tries: number): number {
  return Math.ceil(tries / freeFailures);
}

/**
 * Sends wrong passwords of users and of names that nobody has, in a random order, each from an address of its own: a
 * proxy that the server trusts says so.
 * @param known names of users, as many as `accountsFor` says
 * @throws when one is not answered 401
 */
export async function timeUserNames(url: string, known: readonly string[], tries: number): Promise<Pair> {
  const connection = new HttpConnection(url);
  const times: [number[], number[]] = [[], []];
  let number = 0;
  // The first of each costs more than those after it.
  for (let at = -1; at < tries; at += 1) {
    for (const side of Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const)) {
      number += 1;
      const index = Math.max(0, at) % known.length;
      const name = side === 0 ? known[index] : `nobody${index}`;
      const startedAt = performance.now();
      const { status } = await connection.request({
        method: 'GET',
        path: '/auth/token?service=cyberdock',
        headers: {
          Authorization: basicOf(name ?? '', `guess ${number}`),
          'X-Forwarded-For': `10.200.${(number >> 8) & 255}.${number & 255}`,
        },
      });
      if (status !== 401) throw new Error(`a wrong password of ${name} was answered ${status}, not 401`);
      if (at >= 0) times[side].push(performance.now() - startedAt);
    }
  }
  connection.close();
  return { what: 'a wrong password: of a user, and of nobody', tries, times: compareRanks(...times) };
}
