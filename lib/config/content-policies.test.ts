import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ecKeys, issue } from '@/lib/content/testing/certificates';
import { ConfigError, loadConfig, readSigners } from './index';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-config-'));
});

afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(...lines: string[]) {
  const yaml = [
    'content:',
    '  policies:',
    '    - repositories: ["**"]',
    ...lines.map((line) => `      ${line}`),
  ];
  writeFileSync(path.join(cwd, 'cyberdock.yaml'), yaml.join('\n'));
  return loadConfig({ cwd, env: {} }).content.policies;
}

function refusal(task: () => unknown): string {
  try {
    task();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n').slice(1).join('\n');
  }
  throw new Error('the configuration was accepted');
}

describe('content.policies', () => {
  test('are read with units in the names of the result, and paths from the working directory', () => {
    const policies = load(
      'name: releases',
      'layerTypes: ["application/vnd.oci.image.layer.v1.tar*"]',
      'requiredAnnotations: [a.b, "c=d*"]',
      'maxLayers: 10',
      'foreignLayers: false',
      'maxManifestSize: 64KiB',
      'maxImageSize: 2GiB',
      'signedTags: ["v*"]',
      'signers: [keys/cosign.pub, /etc/ca.pem]',
    );
    expect(policies).toEqual([
      {
        name: 'releases',
        repositories: ['**'],
        layerTypes: ['application/vnd.oci.image.layer.v1.tar*'],
        requiredAnnotations: ['a.b', 'c=d*'],
        maxLayers: 10,
        foreignLayers: false,
        maxManifestBytes: 64 * 1024,
        maxImageBytes: 2 * 1024 ** 3,
        signedTags: ['v*'],
        signerFiles: [path.join(cwd, 'keys/cosign.pub'), '/etc/ca.pem'],
      },
    ]);
  });

  test.each([
    [
      'signedTags: ["v*"]',
      'cyberdock.yaml:3: content.policies[0].signers: it is missing\n    allowed: a list of paths of files, for example [/etc/cyberdock/cosign.pub, /etc/cyberdock/notation-ca.pem]\n    hint: signedTags is set: name the files of the keys that must have signed',
    ],
    [
      'signers: [a.pub]',
      'cyberdock.yaml:3: content.policies[0].signedTags: it is missing\n    allowed: a list of tags of letters, digits and . _ -, with the wildcard *, for example ["v*", latest]\n    hint: signers is set: say which tags must be signed',
    ],
    [
      'requiredAnnotations: ["=x"]',
      'cyberdock.yaml:4: content.policies[0].requiredAnnotations[0]: "=x"\n    allowed: a list of annotations as KEY or KEY=VALUE, where * in the value stands for any characters, for example [org.opencontainers.image.source=https://git.example.com/*]',
    ],
    [
      'layerTypes: [a b]',
      'cyberdock.yaml:4: content.policies[0].layerTypes[0]: "a b"\n    allowed: a list of media types, with the wildcard *, for example ["application/vnd.oci.image.layer.v1.tar*"]',
    ],
  ])('%s: the mistake is told with its line', (line, message) => {
    expect(refusal(() => load(line))).toBe(`  ${message}`);
  });
});

describe('readSigners', () => {
  const pem = (publicKey: ReturnType<typeof ecKeys>['publicKey']) =>
    publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signersOf = (...texts: string[]) => {
    const names = texts.map((text, at) => {
      writeFileSync(path.join(cwd, `${at}.pem`), text);
      return `${at}.pem`;
    });
    return readSigners(load('signedTags: ["v*"]', `signers: [${names.join(', ')}]`));
  };

  test('reads public keys and certificates, several of one file too', () => {
    const certificate = issue({ name: 'root' }).certificate.toString();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const [signers] = signersOf(`# of cosign\n${pem(ecKeys().publicKey)}${certificate}`, pem(rsa));
    expect(signers?.publicKeys.map((key) => key.asymmetricKeyType)).toEqual(['ec', 'rsa']);
    expect(signers?.certificates.map(({ subject }) => subject)).toEqual(['CN=root']);
  });

  test('gives nothing for a policy that asks for no signatures', () => {
    expect(readSigners(load('maxLayers: 1'))).toEqual([undefined]);
  });

  const secret = ecKeys().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  test.each([
    ['nothing', 'the file has no key'],
    [secret, 'the file has a private key'],
    [
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      'the file has a PUBLIC KEY that can not be read',
    ],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'the file has a CERTIFICATE that can not be read',
    ],
    [pem(ecKeys('secp256k1').publicKey), 'the file has a key of a kind that is not supported'],
    [
      pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
      'the file has a key of a kind that is not supported',
    ],
  ])('names a file with a mistake: %#', (text, problem) => {
    const message = refusal(() => signersOf(text));
    expect(message).toContain(`${path.join(cwd, '0.pem')}: content.policies[0].signers: ${problem}`);
    expect(message).not.toContain('AAAA');
    expect(message).toContain('hint: ');
  });

  test('names a file that is not there', () => {
    const message = refusal(() => readSigners(load('signedTags: ["v*"]', 'signers: [/nowhere/key.pub]')));
    expect(message).toBe('  /nowhere/key.pub: content.policies[0].signers: the file can not be read: ENOENT');
  });
});

describe('docs/content-policy.md', () => {
  const page = readFileSync(new URL('../../docs/content-policy.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

  test('has examples', () => expect(examples.length).toBeGreaterThan(2));

  test.each(examples)('an example is accepted as it stands: %s', (yaml) => {
    const whole = yaml.startsWith('policies:') ? `content:\n${yaml.replace(/^/gm, '  ')}` : yaml;
    writeFileSync(path.join(cwd, 'cyberdock.yaml'), whole);
    expect(loadConfig({ cwd, env: {} }).content.policies.length).toBeGreaterThan(0);
  });
});
