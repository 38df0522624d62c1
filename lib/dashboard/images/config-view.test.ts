import { expect, it } from 'vitest';
import { configView, looksSecret } from './config-view';
import { configViewContract } from './manifest-contracts';

it.each([
  ['DB_PASSWORD', 'x', true],
  ['API_TOKEN', 'x', true],
  ['MY_SECRET', 'x', true],
  ['NPM_AUTH', 'x', true],
  ['GITHUB', 'ghp_0123456789', true],
  ['PASSWORD', '', false],
  ['PATH', '/usr/bin', false],
  ['TOKENIZER', 'bpe', false],
  ['COMPASS', 'north', false],
])('a variable %s=%s looks secret: %s', (name, value, expected) => {
  expect(looksSecret(name, value)).toBe(expected);
});

it('reads what people look for, and leaves out what is no text', () => {
  const view = configView({
    os: 'linux',
    architecture: 'arm64',
    config: {
      Env: ['A=b=c', 'EMPTY', 7],
      Cmd: 'no list',
      ExposedPorts: { '80/tcp': {} },
      Labels: { b: '2', a: '<img src=x onerror=alert(1)>', c: {} },
    },
  });
  expect(configViewContract.parse(view)).toEqual(view);
  expect(view).toMatchObject({
    platform: 'linux/arm64',
    cmd: [],
    env: [
      { name: 'A', value: 'b=c', isSecret: false },
      { name: 'EMPTY', value: '', isSecret: false },
    ],
    ports: ['80/tcp'],
    labels: [
      { name: 'a', value: '<img src=x onerror=alert(1)>' },
      { name: 'b', value: '2' },
    ],
  });
});

it('takes a config that says nothing, and one whose parts are of other kinds', () => {
  for (const document of [{}, { config: [] }, { config: { Env: {}, Labels: 'x', Healthcheck: 3 } }])
    expect(configViewContract.safeParse(configView(document)).success).toBe(true);
});

it('sends 64 KiB of a value of a mebibyte, and says how much more there is', () => {
  const [label] = configView({ config: { Labels: { big: 'x'.repeat(1024 * 1024) } } }).labels;
  expect(label?.value.length).toBeLessThan(66_000);
  expect(label?.value).toContain('983,040 more characters');
});
