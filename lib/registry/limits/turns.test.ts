import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Turns } from './turns';

describe('Turns', () => {
  test('do one task at a time, all of them, also after one that failed', async () => {
    const task = fc.record({ client: fc.constantFrom('a', 'b', 'c'), steps: fc.nat(3), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(task, { maxLength: 40 }), async (tasks) => {
        const turns = new Turns();
        let running = 0;
        const results = await Promise.allSettled(
          tasks.map(({ client, steps, fails }, at) =>
            turns.run(client, async () => {
              running += 1;
              expect(running).toBe(1);
              for (let step = 0; step < steps; step++) await Promise.resolve();
              running -= 1;
              if (fails) throw new Error('failed');
              return at;
            }),
          ),
        );
        expect(results.map(({ status }) => status)).toEqual(
          tasks.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        );
        expect(turns.size).toBe(0);
      }),
    );
  });

  test('give a client its turn after one task of each other, however many these have', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const task = (client: string) => turns.run(client, async () => void order.push(client));
    const flood = Array.from({ length: 1_000 }, () => task('flood'));
    const others = ['a', 'b', 'a', 'b'].map(task);
    await Promise.all([...flood, ...others]);
    expect(order.slice(0, 8)).toEqual(['flood', 'flood', 'a', 'b', 'flood', 'a', 'b', 'flood']);
    expect(order).toHaveLength(1_004);
  });
});
