import { describe, expect, test } from 'vitest';
import { localUrl, welcome } from './welcome';

interface Given {
  host: string;
  port?: number;
  publicUrl?: string;
  socket?: string;
  mode?: 'none' | 'accounts';
}

function printed({ mode = 'none', ...server }: Given, tls: 'with TLS' | undefined = undefined): string {
  return welcome({
    server: { port: 5000, ...server } as never,
    storage: { root: '/srv/data' } as never,
    tls: tls && ({} as never),
    auth: { mode } as never,
  });
}

describe('welcome', () => {
  test('tells the address, the folder, who can reach it and what to try', () => {
    expect(printed({ host: '127.0.0.1' })).toBe(`
CyberDock is ready

  Address   http://localhost:5000
  Data      /srv/data
  Access    no authentication (auth.mode: none): every program on this machine may pull, push and delete every image

Push an image:

  docker tag alpine localhost:5000/library/alpine
  docker push localhost:5000/library/alpine
`);
  });

  test('says to sign in first, and warns of nothing, where clients must', () => {
    const text = printed({ host: '0.0.0.0', mode: 'accounts' });
    expect(text).toContain('  Access    with a name and a password\n');
    expect(text).toContain('Push an image:\n\n  docker login localhost:5000\n  docker tag alpine');
    expect(text).not.toContain('WARNING');
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'registry.internal', 'fe80::1'])(
    'warns loudly when it listens on %s',
    (host) => {
      expect(printed({ host })).toContain('*** WARNING: there is no authentication (auth.mode: none)');
    },
  );

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('does not warn when it listens on %s', (host) => {
    expect(printed({ host })).not.toContain('WARNING');
  });

  test.each([
    [{ host: '0.0.0.0', port: 80 }, 'localhost:80/library/alpine'],
    [{ host: '192.168.1.5' }, '192.168.1.5:5000/library/alpine'],
    [{ host: 'fd00::5' }, '[fd00::5]:5000/library/alpine'],
    [{ host: '::1', port: 8080 }, 'localhost:8080/library/alpine'],
    [{ host: '127.0.0.1', publicUrl: 'https://registry.example.com' }, 'registry.example.com/library/alpine'],
    [
      { host: '127.0.0.1', publicUrl: 'https://registry.example.com:8443' },
      'registry.example.com:8443/library/alpine',
    ],
  ])('with %j the lines to try name %s', (server, image) => {
    expect(printed(server)).toContain(`\n  docker tag alpine ${image}\n  docker push ${image}\n`);
  });

  test('behind a reverse proxy it names the public address and whom the proxy lets in', () => {
    const text = printed({ host: '127.0.0.1', publicUrl: 'https://registry.example.com' });
    expect(text).toContain('  Address   https://registry.example.com (listening on http://127.0.0.1:5000)\n');
    expect(text).toContain('everyone whom the reverse proxy at https://registry.example.com lets through');
  });
});

describe('welcome of cyberdock serve', () => {
  test('with TLS the address says so', () => {
    expect(printed({ host: '0.0.0.0' }, 'with TLS')).toContain('  Address   https://localhost:5000\n');
  });

  test('on a Unix socket it names that, and the image after the public address', () => {
    const socket = '/run/cyberdock.sock';
    const [text, behind] = [
      printed({ host: '127.0.0.1', socket }),
      printed({ host: '127.0.0.1', socket, publicUrl: 'https://registry.test' }),
    ];
    expect(text).toContain('  Address   the socket /run/cyberdock.sock\n');
    expect(text).not.toContain('localhost');
    expect(behind).toContain(
      '  Address   https://registry.test (listening on the socket /run/cyberdock.sock)\n',
    );
    expect(behind).toContain('docker push registry.test/library/alpine');
  });
});

describe('localUrl', () => {
  test.each([
    ['0.0.0.0', 'http://127.0.0.1:5000'],
    ['::', 'http://[::1]:5000'],
    ['::1', 'http://[::1]:5000'],
    ['127.0.0.1', 'http://127.0.0.1:5000'],
    ['registry.internal', 'http://registry.internal:5000'],
  ])('a server on %s is reached at %s', (host, url) => {
    expect(localUrl(host, 5000)).toBe(url);
  });
});
