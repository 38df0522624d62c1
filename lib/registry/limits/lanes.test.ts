import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lanes, NoTurn } from './lanes';

const never = () => new AbortController().signal;
const whyOf = (entered: Promise<unknown>) =>
  entered.then(
    () => 'entered',
    (error) => (error instanceof NoTurn ? error.why : error),
  );

/** What is under way, and how much of it at most. */
class Gauge {
  readonly running = new Map<string, number>();
  readonly most = new Map<string, number>();

  begin(client: string): void {
    const count = (this.running.get(client) ?? 0) + 1;
    this.running.set(client, count);
    this.most.set(client, Math.max(this.most.get(client) ?? 0, count));
  }

  end(client: string): void {
    this.running.set(client, (this.running.get(client) ?? 0) - 1);
  }
}

describe('Lanes', () => {
  test('never let more than so many of one client run, run all of them, and forget the client then', async () => {
    const task = fc.record({ client: fc.constantFrom('a', 'b', 'c'), steps: fc.nat(3), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(task, { maxLength: 60 }),
        async (runningMax, tasks) => {
          const lanes = new Lanes({ runningMax, waitingMax: 1_000, waitMsMax: 60_000 });
          const gauge = new Gauge();
          let done = 0;
          await Promise.all(
            tasks.map(async ({ client, steps }) => {
              const leave = await lanes.enter(client, never());
              gauge.begin(client);
              for (let at = 0; at < steps; at++) await Promise.resolve();
              gauge.end(client);
              done += 1;
              leave();
            }),
          );
          expect(done).toBe(tasks.length);
          for (const most of gauge.most.values()) expect(most).toBeLessThanOrEqual(runningMax);
          expect(lanes.size).toBe(0);
        },
      ),
    );
  });

  test('let a client enter at once, however many others wait', async () => {
    const lanes = new Lanes({ runningMax: 2, waitingMax: 10_000, waitMsMax: 60_000 });
    const flood = Array.from({ length: 5_000 }, () => lanes.enter('flood', never()));
    const leave = await lanes.enter('other', never());
    leave();
    for (const entered of flood) (await entered)();
    expect(lanes.size).toBe(0);
  });

  test('let those of one client enter in the order in which they came', async () => {
    const lanes = new Lanes({ runningMax: 1, waitingMax: 100, waitMsMax: 60_000 });
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const leave = await lanes.enter('a', never());
        order.push(at);
        leave();
      }),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  test('refuse when too many wait, when the turn does not come in time, and when the client is gone', async () => {
    const lanes = new Lanes({ runningMax: 1, waitingMax: 1, waitMsMax: 20 });
    const leave = await lanes.enter('a', never());
    const late = whyOf(lanes.enter('a', never()));
    expect(await whyOf(lanes.enter('a', never()))).toBe('full');
    expect(await late).toBe('late');
    const gone = new AbortController();
    const waiting = whyOf(lanes.enter('a', gone.signal));
    gone.abort();
    expect(await waiting).toBe('gone');
    expect(await whyOf(lanes.enter('a', gone.signal))).toBe('gone');
    leave();
    expect(lanes.size).toBe(0);
    (await lanes.enter('a', never()))();
  });
});
