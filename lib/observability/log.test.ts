import { describe, expect, test } from 'vitest';
import { createLog, type LogOptions } from './log';

function collect(options: Omit<LogOptions, 'destination'>) {
  const lines: string[] = [];
  const log = createLog({ ...options, destination: { write: (line) => lines.push(line) } });
  return { log, lines };
}

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  const { log, lines } = collect({ level: 'trace', format: 'json' });
  write(log);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('createLog', () => {
  test('a line is one JSON object with level, ISO time, process and message', () => {
    const line = logged((log) => log.info({ repository: 'library/alpine', bytes: 12 }, 'pushed'));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      pid: process.pid,
      repository: 'library/alpine',
      bytes: 12,
      msg: 'pushed',
    });
  });

  test('lines below the level are not written', () => {
    const { log, lines } = collect({ level: 'warn', format: 'json' });
    log.info('no');
    log.warn('yes');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['yes']);
  });

  test('text is one readable line with the values behind the message', () => {
    const { log, lines } = collect({ level: 'info', format: 'text' });
    log.info({ repository: 'library/alpine' }, 'pushed');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] INFO: pushed \{"repository":"library\/alpine"\}\n$/,
    );
  });

  test.each([
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'password',
    'secret',
    'token',
    'refresh_token',
    'clientSecret',
  ])('the value of "%s" never reaches the log, at any depth', (key) => {
    const value = { [key]: 'hunter2' };
    const line = logged((log) =>
      log.info({ ...value, request: { headers: value, list: [{ deep: value }] } }),
    );
    expect(JSON.stringify(line)).not.toContain('hunter2');
    expect(line).toMatchObject({
      [key]: '[redacted]',
      request: { headers: { [key]: '[redacted]' }, list: [{ deep: { [key]: '[redacted]' } }] },
    });
  });

  test('secrets in the properties of an error and of its cause do not reach the log', () => {
    const cause = Object.assign(new Error('inner'), { token: 'hunter2' });
    const error = Object.assign(new Error('outer', { cause }), { headers: { authorization: 'hunter2' } });
    const line = logged((log) => log.error(error, 'failed'));
    expect(JSON.stringify(line)).not.toContain('hunter2');
    expect(line).toMatchObject({
      msg: 'failed',
      err: { type: 'Error', stack: expect.any(String), headers: { authorization: '[redacted]' } },
    });
    expect((line.err as { message: string }).message).toContain('outer');
  });

  test('secrets in the bindings of a child logger do not reach the log', () => {
    const line = logged((log) =>
      log.child({ principal: { name: 'ann', password: 'hunter2' } }).info('hello'),
    );
    expect(line.principal).toEqual({ name: 'ann', password: '[redacted]' });
  });

  test('keys that only look like secrets are kept, and dates stay dates', () => {
    const line = logged((log) => log.info({ tokenId: 7, tokens: 2, at: new Date(0), none: null }));
    expect(line).toMatchObject({ tokenId: 7, tokens: 2, at: '1970-01-01T00:00:00.000Z', none: null });
  });

  test('what refers to itself is logged up to a depth', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(JSON.stringify(logged((log) => log.info({ loop })))).toContain('[too deep]');
  });

  test('the object that is logged is left as it was', () => {
    const given = { password: 'hunter2', inner: { token: 'x' } };
    logged((log) => log.info(given));
    expect(given).toEqual({ password: 'hunter2', inner: { token: 'x' } });
  });
});
