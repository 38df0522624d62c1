import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** One project a kind of test; `npm test` runs the first two, `.ci/run` all of them. */
const slow = { testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false, retry: 0 };

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    // Other steps run beside these tests: what is waited for may have to wait for a processor.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'lib/**/*.test.ts',
            'bin/**/*.test.ts',
            'components/**/*.test.ts',
            'tests/harness/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'deploy', include: ['tests/deploy/**/*.test.ts'], testTimeout: 30_000 },
      },
      { extends: true, test: { name: 'kubernetes', include: ['tests/kubernetes/**/*.test.ts'], ...slow } },
      { extends: true, test: { name: 'next', include: ['tests/next/**/*.test.ts'], ...slow } },
      { extends: true, test: { name: 'hostile', include: ['tests/hostile/**/*.test.ts'], ...slow } },
      { extends: true, test: { name: 'access', include: ['tests/access/**/*.test.ts'], ...slow } },
      {
        extends: true,
        test: {
          name: 'serve',
          // What holds behind `next start` holds behind `cyberdock serve`.
          include: [
            'tests/serve/**/*.test.ts',
            'tests/next/{descriptors,drain,expect-continue,lengths,request-timeout,routing}.test.ts',
          ],
          env: { CYBERDOCK_TEST_DOOR: 'serve' },
          ...slow,
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: { name: 'crash', include: ['tests/crash/**/*.test.ts'], ...slow, testTimeout: 1_800_000 },
      },
      { extends: true, test: { name: 'corruption', include: ['tests/corruption/**/*.test.ts'], ...slow } },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          ...slow,
          fileParallelism: true,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: { name: 'soak', include: ['tests/soak/**/*.test.ts'], ...slow, testTimeout: 3_600_000 },
      },
      { extends: true, test: { name: 'proxies', include: ['tests/proxies/**/*.test.ts'], ...slow } },
      { extends: true, test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], ...slow } },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['tests/clients/**/*.test.ts'],
          // Those begin a `cyberdock serve` of their own.
          exclude: ['tests/clients/tls.test.ts', 'tests/clients/access/tls.test.ts'],
          globalSetup: ['tests/clients/global-setup.ts'],
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'clients-serve',
          include: ['tests/clients/**/*.test.ts'],
          // How they sign in is the same behind either door: here over TLS, which only this one has.
          exclude: ['tests/clients/access/!(tls).test.ts'],
          globalSetup: ['tests/clients/global-setup.ts'],
          env: { CYBERDOCK_TEST_DOOR: 'serve' },
          ...slow,
        },
      },
    ],
  },
});
