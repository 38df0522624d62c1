import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config';
import { settings, settingsSchema } from '../../lib/config/schema';
import { configurationReference } from './configuration';

const page = () => readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  test('is what `npm run docs` writes today', () => {
    expect(page()).toBe(configurationReference());
  });

  test('names the key, the variable and the default of every setting', () => {
    expect(settings.length).toBeGreaterThan(10);
    for (const { key, variable, default: value } of settings) {
      expect(page()).toContain(`### ${key}\n`);
      expect(page()).toContain(`- Variable: \`${variable}\`\n`);
      if (value !== undefined) expect(page()).toContain(`- Default: \`${value}\`\n`);
    }
  });
});

/** What some settings make no sense without. */
const companions: Record<string, Record<string, string>> = {
  'oidc.issuer': { clientId: 'cyberdock' },
  'oidc.clientId': { issuer: 'https://login.example.com' },
  'oidc.clientSecret': { issuer: 'https://login.example.com', clientId: 'cyberdock' },
  'oidc.clientSecretFile': { issuer: 'https://login.example.com', clientId: 'cyberdock' },
  'tls.certificate': { key: 'key.pem' },
  'tls.key': { certificate: 'cert.pem' },
  'tls.clientCertificates': { certificate: 'cert.pem', key: 'key.pem', clientAuthority: 'ca.pem' },
  'tls.clientAuthority': { certificate: 'cert.pem', key: 'key.pem', clientCertificates: 'required' },
};

describe('the schema', () => {
  test.each(settings)(
    '$key: the example is accepted, and so is the default',
    ({ section, name, variable, ...setting }) => {
      const listed = (value: string) => value.replace(/^\["?(.*?)"?\]$/, '$1');
      for (const value of [setting.example, ...(setting.default === undefined ? [] : [setting.default])]) {
        const plain = setting.fields ? value : listed(value);
        const others = value === setting.example ? (companions[`${section}.${name}`] ?? {}) : {};
        expect(settingsSchema.safeParse({ [section]: { ...others, [name]: plain } }).success).toBe(true);
        const env = Object.fromEntries(
          Object.entries({ ...others, [name]: plain }).map(([each, text]) => [
            settings.find((known) => known.key === `${section}.${each}`)?.variable ?? '',
            text,
          ]),
        );
        expect(env).toHaveProperty(variable);
        expect(() => loadConfig({ cwd: '/nowhere', env })).not.toThrow();
      }
    },
  );
});
