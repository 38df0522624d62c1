import { expect, test } from 'vitest';
import { PasswordTurns, type Waiter } from './password-turns';

/** Turns, with what ran in them and what ends the task that runs. */
function open() {
  const turns = new PasswordTurns();
  const ran: string[] = [];
  const ends: (() => void)[] = [];
  const enter = (waiter: Waiter, name: string) =>
    turns.run(waiter, async () => {
      ran.push(name);
      await new Promise<void>((end) => ends.push(end));
      return name;
    });
  const endOne = async () => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { turns, ran, enter, endOne };
}

test('one at a time, in the order in which they came', async () => {
  const { ran, enter, endOne } = open();
  const all = ['a', 'b', 'c'].map((name) => enter('stranger', name));
  expect(ran).toEqual(['a']);
  await endOne();
  expect(ran).toEqual(['a', 'b']);
  await endOne();
  await endOne();
  expect(await Promise.all(all)).toEqual(ran);
});

test('the known go first, however many strangers wait, and are counted apart', async () => {
  const { turns, ran, enter, endOne } = open();
  for (let count = 0; count < 50; count += 1) void enter('stranger', `stranger ${count}`);
  void enter('known', 'first');
  void enter('known', 'second');
  expect([turns.waiting('stranger'), turns.waiting('known')]).toEqual([49, 2]);
  await endOne();
  await endOne();
  await endOne();
  expect(ran).toEqual(['stranger 0', 'first', 'second', 'stranger 1']);
});

test('a task that fails passes the turn on', async () => {
  const turns = new PasswordTurns();
  const failing = turns.run('known', async () => Promise.reject(new Error('no')));
  const next = turns.run('stranger', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
  expect(await turns.run('known', async () => 'again')).toBe('again');
});
