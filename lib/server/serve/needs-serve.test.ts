import { expect, test } from 'vitest';
import { needsServe } from './needs-serve';

const plain = { server: { socket: undefined, workers: 1 } as never, tls: undefined };

test('what next start can do needs nothing else', () => {
  expect(needsServe(plain)).toBeUndefined();
});

test.each([
  ['TLS (tls.certificate)', { ...plain, tls: {} as never }],
  ['a Unix socket (server.socket)', { ...plain, server: { socket: '/run/a', workers: 1 } as never }],
  ['several workers (server.workers)', { ...plain, server: { socket: undefined, workers: 2 } as never }],
])('%s needs cyberdock serve', (what, config) => {
  expect(needsServe(config)).toBe(
    `The configuration asks for ${what}, which npm start and next start don't do: start CyberDock with "npx cyberdock serve", or take that out.`,
  );
});
