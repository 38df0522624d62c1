import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `look` gives something other than undefined or false.
 * @param what names the condition in the error.
 * @param withinMs fails after this many milliseconds.
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(20);
  }
}

/**
 * Waits until `findProblems` finds none.
 * @throws with the problems of the last look after `withinMs` milliseconds.
 */
export async function untilNoProblems(
  what: string,
  findProblems: () => Promise<string[]>,
  withinMs = 10_000,
): Promise<void> {
  let problems: string[] = [];
  await until(
    what,
    async () => {
      problems = await findProblems();
      return problems.length === 0;
    },
    withinMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${problems.slice(0, 20).join('\n')}`);
  });
}
