import type { Page } from '@playwright/test';
import { startTestProvider } from '../lib/auth/oidc/testing/test-provider';
import { type CyberDock, startCyberDock } from '../tests/harness/cyberdock';
import { freePort } from '../tests/harness/free-port';
import { until } from '../tests/harness/until';
import { test as base, expect } from './test';

// The browser reaches the registry as `localhost` and the provider as `127.0.0.1`: for it these are two sites, as they
// are in earnest, and cookies go from one to the other only where they should.

const test = base.extend<{ registry: { url: string; server: CyberDock; issuer: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  registry: async ({}, use) => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const server = await startCyberDock({
      env: {
        CYBERDOCK_AUTH_MODE: 'accounts',
        CYBERDOCK_OIDC_ISSUER: issuer,
        CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock',
        CYBERDOCK_OIDC_CLIENT_SECRET: 'a-secret-that-is-in-no-log',
        CYBERDOCK_OIDC_DISPLAY_NAME: 'Example Login',
        CYBERDOCK_OIDC_ALLOWED_GROUPS: 'developers',
      },
    });
    const url = `http://localhost:${server.port}`;
    const provider = await startTestProvider({
      port,
      redirectUris: [`${url}/auth/oidc/callback`],
      postLogoutRedirectUris: [`${url}/sign-in`],
    });
    // The server asked before it was there.
    await until(
      'the server has found the provider',
      async () =>
        (await fetch(`${url}/auth/oidc/sign-in`, { redirect: 'manual' })).headers
          .get('location')
          ?.startsWith(issuer),
      60_000,
    );
    provider.people.set('s-alice', { preferred_username: 'alice', groups: ['developers'] });
    provider.people.set('s-guest', { preferred_username: 'guest', groups: ['sales'] });
    await use({ url, server, issuer });
    await provider.stop();
    await server.stop();
  },
});

/** The pages of the provider want a font from elsewhere and an icon that they don't have; what ours say stays. */
function withoutProviders(complaints: string[]): string[] {
  return complaints.filter((text) => !text.startsWith('Failed to load resource'));
}

/** Clicks the button of the sign-in page, and signs in at the provider. */
async function signIn(page: Page, login: string, issuer: string): Promise<void> {
  await page.route(
    ({ hostname }) => hostname !== 'localhost' && hostname !== '127.0.0.1',
    (route) => route.fulfill({ body: '' }),
  );
  await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
  await page.waitForURL(`${issuer}/**`);
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('somebody signs in with the provider, is led back to the page, and signs out of both', async ({
  page,
  registry,
  complaints,
}) => {
  const { url, issuer } = registry;
  await page.goto(`${url}/account`);
  await signIn(page, 's-alice', issuer);
  await page.waitForURL(`${url}/account`);
  await expect(page.getByText('Example Login, with which you sign in')).toBeVisible();
  await expect(page.getByText('You sign in with your identity provider')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change password' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL(`${issuer}/session/end**`);
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.waitForURL(`${url}/sign-in**`);
  await page.goto(`${url}/account`);
  await expect(page.getByRole('link', { name: 'Sign in with Example Login' })).toBeVisible();
  complaints.splice(0, complaints.length, ...withoutProviders(complaints));
});

test('whoever is in no group that may sign in is told so', async ({ page, registry, complaints }) => {
  const { url, issuer } = registry;
  await page.goto(`${url}/sign-in`);
  await signIn(page, 's-guest', issuer);
  await page.waitForURL(`${url}/sign-in**`);
  await expect(page.getByText('You may not use this registry')).toBeVisible();
  complaints.splice(0, complaints.length, ...withoutProviders(complaints));
});
