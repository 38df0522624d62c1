import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config';
import { parseDuration } from '../../lib/config/duration';
import { readFile, readYaml, settingsOf } from './deploy-file';
import { readDockerfile, type Stage, valuesOf } from './dockerfile';

interface Service {
  image: string;
  environment: Record<string, string>;
  volumes: string[];
  ports?: string[];
  expose?: string[];
  restart: string;
  stop_grace_period: string;
  read_only: boolean;
  cap_drop: string[];
  cap_add?: string[];
  security_opt: string[];
  privileged?: boolean;
  user?: string;
  logging: { driver: string; options: Record<string, string> };
}

const { services, volumes } = readYaml<{
  services: { cyberdock: Service; caddy: Service };
  volumes: Record<string, unknown>;
}>('deploy/compose.yaml');
const { cyberdock, caddy } = services;

/** What stands for `${REGISTRY_HOST}` and `${REGISTRY_HOST:?…}`. */
const filledIn = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{REGISTRY_HOST[^}]*\}/, 'registry.example.com'),
    ]),
  );

describe('deploy/compose.yaml', () => {
  test.each(Object.entries(services))(
    '%s can write its volumes only, and gets no right that it lacks',
    (_, service) => {
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.privileged).toBeUndefined();
      expect(service.restart).toBe('unless-stopped');
      expect(service.logging.options).toHaveProperty('max-size');
      for (const volume of service.volumes) {
        const [from = '', , mode] = volume.split(':');
        expect(from in volumes || (from.startsWith('./') && mode === 'ro'), volume).toBe(true);
      }
    },
  );

  test('only Caddy can be reached, and only Caddy may listen on ports below 1024', () => {
    expect(cyberdock.ports).toBeUndefined();
    expect(cyberdock.cap_add).toBeUndefined();
    expect(caddy.cap_add).toEqual(['NET_BIND_SERVICE']);
    expect(caddy.ports).toEqual(['80:80', '443:443', '443:443/udp']);
  });

  test('the settings are valid, and the data is in the volume of the image', () => {
    const env = settingsOf(filledIn(cyberdock.environment));
    const { server } = loadConfig({ cwd: '/nonexistent', env });
    expect(server.publicUrl).toBe('https://registry.example.com');
    const image = readDockerfile().at(-1) as Stage;
    expect(cyberdock.volumes.map((volume) => volume.split(':')[1])).toEqual(valuesOf(image, 'VOLUME'));
    expect(cyberdock.expose).toEqual(valuesOf(image, 'EXPOSE'));
  });

  test('running transfers get their time at the end, from both', () => {
    const { server } = loadConfig({ cwd: '/nonexistent', env: {} });
    for (const { stop_grace_period } of [cyberdock, caddy])
      expect(parseDuration(stop_grace_period)).toBeGreaterThan(server.drainTimeoutMs + 10_000);
    const [, grace = ''] = /grace_period (\S+)/.exec(readFile('deploy/compose/Caddyfile')) ?? [];
    expect(parseDuration(grace)).toBe(server.drainTimeoutMs);
  });

  test('Caddy is given its configuration, and passes requests on to CyberDock', () => {
    const [mount = ''] = caddy.volumes;
    const [from = '', to] = mount.split(':');
    expect(to).toBe('/etc/caddy/Caddyfile');
    const caddyfile = readFile(path.join('deploy', from));
    expect(caddyfile).toContain('{$REGISTRY_HOST} {');
    expect(Object.keys(caddy.environment)).toEqual(['REGISTRY_HOST']);
    expect(caddyfile).toContain(`reverse_proxy cyberdock:${cyberdock.expose?.[0]} {`);
  });
});
