import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** A Chromium of the system, where there is one; otherwise the one that `npx playwright install chromium` brings. */
const chromium = [process.env.CYBERDOCK_TEST_CHROMIUM, '/usr/bin/chromium'].find(
  (file) => file !== undefined && existsSync(file),
);

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  retries: 0,
  // Other steps run beside these tests: a page may have to wait for a processor.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  globalSetup: './e2e/build.ts',
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        // A name that is not this machine's own: on plain HTTP, browsers take such an origin for insecure.
        '--host-resolver-rules=MAP registry.test 127.0.0.1',
      ],
    },
  },
});
