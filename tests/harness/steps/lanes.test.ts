import { describe, expect, test } from 'vitest';
import { nextTask, runInLanes, type Task } from './lanes';

describe('nextTask', () => {
  const task = (name: string, when: Omit<Task, 'name'> = {}): Task => ({ name, ...when });
  const none = new Set<string>();

  test('takes the first', () => {
    expect(nextTask([task('a'), task('b')], [], none)?.name).toBe('a');
  });

  test('passes over one whose needs have not all ended', () => {
    const waiting = [task('c', { needs: ['a', 'b'] }), task('d')];
    expect(nextTask(waiting, [], new Set(['a']))?.name).toBe('d');
    expect(nextTask(waiting, [], new Set(['a', 'b']))?.name).toBe('c');
  });

  test('passes over one that uses what a running one uses', () => {
    const waiting = [task('a', { uses: ['folder', 'ports'] }), task('b', { uses: ['network'] })];
    expect(nextTask(waiting, [task('x', { uses: ['ports'] })], none)?.name).toBe('b');
    expect(nextTask(waiting, [task('x', { uses: ['ports', 'network'] })], none)).toBeUndefined();
  });

  test('puts nothing beside one that must be alone, nor it beside another', () => {
    const waiting = [task('a', { alone: true }), task('b')];
    expect(nextTask(waiting, [], none)?.name).toBe('a');
    expect(nextTask(waiting, [task('x')], none)?.name).toBe('b');
    expect(nextTask(waiting, [task('x', { alone: true })], none)).toBeUndefined();
  });
});

describe('runInLanes', () => {
  /** Runs tasks that each take the same time, and notes what ran when one of them began. */
  async function beginnings(lanes: number, tasks: Task[]): Promise<string[]> {
    const seen: string[] = [];
    const running = new Set<string>();
    await runInLanes(tasks, lanes, async ({ name }) => {
      running.add(name);
      seen.push([...running].join('+'));
      await new Promise(setImmediate);
      running.delete(name);
    });
    return seen;
  }

  test('runs as many at a time as there are lanes', async () => {
    const tasks = ['a', 'b', 'c'].map((name) => ({ name }));
    expect(await beginnings(1, tasks)).toEqual(['a', 'b', 'c']);
    expect(await beginnings(3, tasks)).toEqual(['a', 'a+b', 'a+b+c']);
    const two = await beginnings(2, tasks);
    expect(two.slice(0, 2)).toEqual(['a', 'a+b']);
    expect(two).toHaveLength(3);
    expect(two).not.toContain('a+b+c');
  });

  test('what must be alone runs alone', async () => {
    const tasks: Task[] = [{ name: 'a' }, { name: 'b', alone: true }, { name: 'c' }, { name: 'd' }];
    const seen = await beginnings(2, tasks);
    expect(seen).toHaveLength(4);
    expect(seen.filter((names) => names.includes('b'))).toEqual(['b']);
  });

  test('what needs another begins after its end', async () => {
    const log: string[] = [];
    const tasks: Task[] = [{ name: 'build' }, { name: 'next', needs: ['build'] }, { name: 'unit' }];
    await runInLanes(tasks, 2, async ({ name }) => {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
    });
    expect(log.slice(0, 2)).toEqual(['build begins', 'unit begins']);
    expect(log.indexOf('next begins')).toBeGreaterThan(log.indexOf('build ends'));
    expect(log).toHaveLength(6);
  });

  test('refuses a need that no earlier task fulfils, before anything runs', async () => {
    const run = async () => {
      throw new Error('was run');
    };
    const tasks: Task[] = [{ name: 'a', needs: ['b'] }, { name: 'b' }];
    await expect(runInLanes(tasks, 2, run)).rejects.toThrow('a needs b, which does not come before it');
  });
});
