import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installedClient } from '../clients/client';
import { type ProxyKind, startProxy } from './proxy';

const program = (name: string) => installedClient(name).program;

/** nginx with `deploy/proxy/nginx.conf`, inside what Debian's own `nginx.conf` has around it. */
export const nginx: ProxyKind = {
  name: 'nginx',
  start: (options) =>
    startProxy(
      'nginx.conf',
      options,
      ({ port, plainPort }) => [
        ['/etc/ssl/registry.example.com/fullchain.pem', options.certificate.chainFile],
        ['/etc/ssl/registry.example.com/privkey.pem', options.certificate.keyFile],
        ['listen 80;', `listen 127.0.0.1:${plainPort};`],
        ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
        ['server_name registry.example.com;', 'server_name localhost;'],
        ['registry.example.com', `localhost:${port}`],
      ],
      async ({ folder }, site) => {
        const main = path.join(folder, 'main.conf');
        const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
        await writeFile(
          main,
          `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
    access_log off;
    gzip on;
${temporary.map((name) => `    ${name}_temp_path ${folder}/${name};`).join('\n')}
    include ${site};
}
`,
        );
        return [
          program('nginx'),
          ['-p', folder, '-e', `${folder}/error.log`, '-c', main, '-g', 'daemon off;'],
        ];
      },
    ),
};

/** Caddy with `deploy/proxy/Caddyfile`. */
export const caddy: ProxyKind = {
  name: 'caddy',
  start: (options) =>
    startProxy(
      'Caddyfile',
      options,
      ({ port, plainPort, folder }) => [
        [
          '# tls /etc/ssl/registry.example.com/fullchain.pem /etc/ssl/registry.example.com/privkey.pem',
          `tls ${options.certificate.chainFile} ${options.certificate.keyFile}`,
        ],
        [
          'registry.example.com {',
          `{
	admin off
	default_bind 127.0.0.1
	grace_period 2s
	http_port ${plainPort}
	https_port ${port}
	storage file_system ${folder}/caddy
}
localhost:${port} {`,
        ],
      ],
      async (_, site) => [program('caddy'), ['run', '--adapter', 'caddyfile', '--config', site]],
    ),
};

/** HAProxy with `deploy/proxy/haproxy.cfg`. */
export const haproxy: ProxyKind = {
  name: 'haproxy',
  start: (options) =>
    startProxy(
      'haproxy.cfg',
      options,
      ({ port, plainPort }) => [
        ['/etc/haproxy/registry.example.com.pem', options.certificate.combinedFile],
        ['bind :80', `bind 127.0.0.1:${plainPort}`],
        ['bind :443', `bind 127.0.0.1:${port}`],
        ['https://registry.example.com', `https://localhost:${port}`],
      ],
      async (_, site) => [program('haproxy'), ['-db', '-q', '-f', site]],
    ),
};

/** Those that Debian has. */
export const proxies: ProxyKind[] = [nginx, caddy, haproxy];
