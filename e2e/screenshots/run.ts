import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, expect } from '@playwright/test';
import { addAccounts, basic, SignedInClient } from '../../tests/harness/accounts';
import { projectFolder, startCyberDock } from '../../tests/harness/cyberdock';
import { fillCompany, fillMany, type Shown } from './fill';
import { fillAdministration } from './fill-administration';
import type { Registry, Screen } from './screen';
import { screens } from './screens';

/**
 * `npm run screenshots`: pictures of every screen of the dashboard, of a production build with real content, in
 * `results/screenshots`. `-- --only part` takes those alone whose name has that part.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = path.join(projectFolder, 'results/screenshots');
const administrator = { name: 'anna', password: 'a picture of the harbour' };

/** How a screen is looked at. */
const looks = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 360, height: 740 },
  { name: 'narrow-dark', colorScheme: 'dark', width: 360, height: 740 },
] as const;

const nothing: Shown = {
  repository: '',
  tag: '',
  index: '',
  image: '',
  olderImage: '',
  sbom: '',
  provenance: '',
  signature: '',
  chart: '',
};
const fillers: Record<Registry, (http: SignedInClient) => Promise<Shown>> = {
  company: async (http) => {
    const shown = await fillCompany(http);
    await fillAdministration(http);
    return shown;
  },
  empty: async () => nothing,
  many: async (http) => {
    await fillMany(http, { repositories: 1_000, tags: 10_000 });
    return nothing;
  },
};

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in, once for all pictures of a registry. */
async function signIn(browser: Browser, url: string): Promise<Session> {
  const context = await browser.newContext();
  const answer = await context.request.post(`${url}/api/v1/session`, {
    data: administrator,
    headers: { Origin: url },
  });
  if (!answer.ok()) throw new Error(`no session: ${answer.status()} ${await answer.text()}`);
  const session = await context.storageState();
  await context.close();
  return session;
}

/** What the pictures of one registry have in common. */
interface Studio {
  browser: Browser;
  url: string;
  session: Session;
  shown: Shown;
}

async function take({ browser, url, session, shown }: Studio, screen: Screen): Promise<void> {
  for (const { name, colorScheme, width, height } of looks) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height },
      ...(screen.as !== 'nobody' && { storageState: session }),
    });
    try {
      const page = await context.newPage();
      await page.goto(`${url}${screen.path(shown)}`, { waitUntil: 'networkidle' });
      await screen.before?.(page, shown);
      // What never answers keeps no picture waiting.
      if (!screen.name.endsWith('-loading')) {
        await page.waitForLoadState('networkidle');
        await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0, { timeout: 60_000 });
      }
      await page.screenshot({
        path: path.join(folder, `${screen.name}-${name}.png`),
        animations: 'disabled',
      });
    } finally {
      // An answer that is still being made up for a page would fail when that is closed, and end this process.
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
  }
  console.log(screen.name);
}

/** Takes all screens of one registry, which is filled for that. */
async function takeAll(browser: Browser, registry: Registry, wanted: readonly Screen[]): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-screenshots-'));
  addAccounts(root, [
    { ...administrator, role: 'administrator' },
    { name: 'ben', password: 'unused', groups: ['platform'] },
    { name: 'clara', password: 'unused', role: 'auditor' },
  ]);
  const env = {
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_STORAGE_FSYNC: 'false',
    CYBERDOCK_LOG_LEVEL: 'warn',
  };
  const cyberdock = await startCyberDock({ root, env });
  const http = new SignedInClient(cyberdock.port, basic(administrator.name, administrator.password));
  try {
    const shown = await fillers[registry](http);
    const session = await signIn(browser, cyberdock.url);
    for (const screen of wanted) await take({ browser, url: cyberdock.url, session, shown }, screen);
  } finally {
    http.close();
    await cyberdock.stop();
    await rm(root, { recursive: true, force: true });
  }
}

await mkdir(folder, { recursive: true });
const installed = [process.env.CYBERDOCK_TEST_CHROMIUM, '/usr/bin/chromium'].find(
  (file) => file !== undefined && existsSync(file),
);
const browser = await chromium.launch({
  ...(installed === undefined ? {} : { executablePath: installed }),
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const wanted = screens.filter(({ name }) => name.includes(values.only));
  for (const registry of ['company', 'empty', 'many'] as const) {
    const some = wanted.filter((screen) => screen.registry === registry);
    if (some.length > 0) await takeAll(browser, registry, some);
  }
} finally {
  await browser.close();
}
console.log(`in ${path.relative(process.cwd(), folder) || '.'}`);
