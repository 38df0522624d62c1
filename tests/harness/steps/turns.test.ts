import { expect, test } from 'vitest';
import { takeTurns } from './turns';

function listen() {
  const heard: string[] = [];
  return { heard, join: takeTurns((text) => heard.push(text)) };
}

test('the first is heard at once, the others when it is done, each one whole', () => {
  const { heard, join } = listen();
  const [a, b, c] = [join(), join(), join()];
  a.say('a1');
  b.say('b1');
  c.say('c1');
  expect(heard).toEqual(['a1']);
  a.say('a2');
  c.end();
  expect(heard).toEqual(['a1', 'a2']);
  a.end();
  expect(heard).toEqual(['a1', 'a2', 'b1']);
  b.say('b2');
  expect(heard).toEqual(['a1', 'a2', 'b1', 'b2']);
  b.end();
  expect(heard).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
});

test('one who comes after the others are done is heard at once', () => {
  const { heard, join } = listen();
  const a = join();
  a.say('a');
  a.end();
  const b = join();
  b.say('b');
  expect(heard).toEqual(['a', 'b']);
});
