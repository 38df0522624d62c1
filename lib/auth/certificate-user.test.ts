import { expect, test } from 'vitest';
import { certificateUser } from './certificate-user';
import { addUser, openTestAuth } from './testing/open-auth';

const certificate = {
  commonName: 'bob',
  alternativeNames: ['email:ann@example.com', 'DNS:a.example', 'DNS:b.example', 'URI:spiffe://x/ci'],
};

test.each([
  ['none', undefined],
  ['commonName', 'bob'],
  ['email', 'ann@example.com'],
  ['uri', 'spiffe://x/ci'],
  // Nobody chooses among several who they are.
  ['dns', undefined],
] as const)('the part %s of a certificate is %s', (part, name) => {
  expect(certificateUser(certificate, part)).toBe(name);
  expect(certificateUser(undefined, part)).toBeUndefined();
});

test('a certificate signs in whom it names; of nobody that there is, it is as if there were none', async () => {
  const { auth } = openTestAuth();
  addUser(auth, 'bob', '$2b$04$1fVOLQaVZv3DfzusRWJVhOaHfZjVpHCBXSUjzkXQzvp7rzNyS9ho6');
  const enter = (name: string) => auth.authenticator.authenticate({ kind: 'certificate', name }, '');
  expect(await enter('bob')).toMatchObject({ principal: { kind: 'user', name: 'bob' } });
  expect(await enter('eve')).toEqual({ principal: expect.objectContaining({ kind: 'anonymous' }) });
  expect(await enter('anonymous')).toEqual({ principal: expect.objectContaining({ kind: 'anonymous' }) });
});
