import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { fillMany } from '../../../e2e/screenshots/fill';
import { addAccounts, basic, SignedInClient } from '../../harness/accounts';
import { startCyberDock } from '../../harness/cyberdock';
import { DashboardClient } from '../../harness/dashboard-client';
import { RepositoryClient } from '../../harness/push';
import { pushLayers } from '../../harness/tar-layer';
import { number, table } from '../report';
import { readVitals, type Vitals } from './vitals';

const administrator = { name: 'anna', password: 'a picture of the harbour' };

/** Pages with much in them. */
const pages = [
  '/',
  '/?q=service-00',
  '/?sort=-size',
  '/?view=tree',
  '/r/ci~builds/tags',
  '/r/ci~builds/tags?sort=-size',
  '/r/ci~builds/t/build-10000',
  '/r/ci~builds/history',
  '/r/ci~builds/usage',
  '/compare?a=ci/builds:build-10000&b=team-0/service-00000:latest',
  '/storage',
  '/storage/blobs',
  '/storage/retention/draft?repositories=**&tags=*&keepLast=10',
  '/trash',
  '/health',
  '/access/users',
  '/audit',
  '/settings',
  '/account',
];

/** What those pages ask the server for, over and over. */
const questions = [
  '/api/v1/repositories',
  '/api/v1/repositories?q=service-00',
  '/api/v1/repositories?sort=-size',
  '/api/v1/namespaces',
  '/api/v1/namespaces?in=team-0',
  '/api/v1/repositories/ci~builds/tags',
  '/api/v1/repositories/ci~builds/tags?sort=-size&q=nothing-has-this',
  '/api/v1/search?q=service',
  '/api/v1/search?q=service:l',
  '/api/v1/storage/days?days=365',
  '/api/v1/audit?actor=nobody',
];

/** What is to be reached, at the 75th percentile of the loads. */
const targets = { lcp: 1200, inp: 100, cls: 0.02, ttfb: 200, rows: 60 } as const;

/**
 * `npm run bench -- --dashboard`: how fast the pages of the dashboard are in a browser that is four times slower than
 * this machine, and what they ask the server for, with thousands of repositories and tags.
 * @returns true: it measures, and judges nothing
 */
export async function runDashboard(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      dashboard: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
    },
  });
  const scale = values.quick ? 10 : 1;
  const counts = { repositories: 10_000 / scale, tags: 10_000 / scale };
  const root = await mkdtemp(path.join(tmpdir(), 'bench-dashboard-'));
  addAccounts(root, [{ ...administrator, role: 'administrator' }]);
  const env = {
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_STORAGE_FSYNC: 'false',
    CYBERDOCK_LOG_LEVEL: 'fatal',
  };
  const cyberdock = await startCyberDock({ root, env });
  const http = new SignedInClient(cyberdock.port, basic(administrator.name, administrator.password));
  const browser = await launch();
  try {
    console.log(`${counts.repositories} repositories, and one of ${counts.tags} tags`);
    await fillMany(http, counts);
    const looked = [...pages, await pushManyFiles(http, counts.tags)];
    console.log(`\n${await pageTable(browser, cyberdock.url, looked, Number(values.rounds))}`);
    http.headers = {};
    const client = await new DashboardClient(http).signIn(administrator.name, administrator.password);
    console.log(`\n${await answerTable(client)}`);
    return true;
  } finally {
    await browser.close();
    http.close();
    await cyberdock.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function launch(): Promise<Browser> {
  const installed = [process.env.CYBERDOCK_TEST_CHROMIUM, '/usr/bin/chromium'].find(
    (file) => file !== undefined && existsSync(file),
  );
  return chromium.launch({
    ...(installed === undefined ? {} : { executablePath: installed }),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}

/** Pushes an image with a folder of so many files. @returns the page of them */
async function pushManyFiles(http: SignedInClient, count: number): Promise<string> {
  const entries = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`many/file-${String(at).padStart(5, '0')}`, String(at)]),
  );
  const { digest } = await pushLayers(new RepositoryClient(http, 'ci/files'), 'latest', [{ entries }]);
  return `/r/ci~files/m/${digest}/files?path=many`;
}

async function pageTable(
  browser: Browser,
  url: string,
  looked: readonly string[],
  rounds: number,
): Promise<string> {
  const rows = [['page', 'TTFB ms', 'LCP ms', 'INP ms', 'CLS', 'rows', '']];
  const signIn = async (page: Page) => {
    const answer = await page.request.post(`${url}/api/v1/session`, {
      data: administrator,
      headers: { Origin: url },
    });
    if (!answer.ok()) throw new Error(`no session: ${answer.status()} ${await answer.text()}`);
  };
  for (const page of looked) {
    console.error(`  ${new Date().toISOString().slice(11, 19)} ${page}`);
    const seen: Vitals[] = [];
    for (let round = 0; round < rounds; round++)
      seen.push(await readVitals(browser, `${url}${page}`, signIn));
    const p75 = (name: keyof Vitals) => {
      const sorted = seen.map((one) => one[name]).sort((a, b) => a - b);
      return sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0;
    };
    const missed = (Object.keys(targets) as (keyof Vitals)[]).filter((name) => p75(name) > targets[name]);
    const figures = (['ttfb', 'lcp', 'inp', 'cls', 'rows'] as const).map((name) => number(p75(name)));
    rows.push([page, ...figures, missed.length === 0 ? 'reached' : `MISSED: ${missed.join(', ')}`]);
  }
  return `${table(rows, 1)}\nat the 75th percentile of ${rounds} loads, CPU four times slower`;
}

async function answerTable(client: DashboardClient): Promise<string> {
  const rows = [['answer', 'p50 ms', 'p95 ms', '']];
  for (const question of questions) {
    const times: number[] = [];
    for (let turn = 0; turn < 100; turn++) {
      const startedAt = performance.now();
      const { status, body } = await client.ask(question);
      times.push(performance.now() - startedAt);
      if (status !== 200) throw new Error(`${question}: ${status} ${body}`);
    }
    times.sort((a, b) => a - b);
    const [p50 = 0, p95 = 0] = [times[49], times[94]];
    rows.push([question, number(p50), number(p95), p95 <= 200 ? 'reached' : 'MISSED']);
  }
  return table(rows, 1);
}
