import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DescribedAnswers } from '../../../lib/server/dashboard/testing/described-answers';
import { basic, SignedInClient } from '../../harness/accounts';
import { type CyberDock, startCyberDock } from '../../harness/cyberdock';
import { type Answer, HttpClient } from '../../harness/http-client';
import { RepositoryClient } from '../../harness/push';
import { type ApiCaller, ApiCallers, rules } from './api-callers';
import { apiModel, examples, password } from './api-model';
import { apiRoutesOnDisk } from './api-routes';
import { expectedAnswer } from './expected-answer';

let root: string;
let made: ApiCallers;
let server: CyberDock;
let http: HttpClient;
let callers = new Map<string, ApiCaller>();
let cases = 0;
const described = new DescribedAnswers();

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-api-'));
  made = new ApiCallers(root);
  server = await startCyberDock({
    root,
    env: {
      CYBERDOCK_AUTH_MODE: 'accounts',
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_ACCESS_RULES: JSON.stringify(rules),
    },
  });
  http = new HttpClient(server.port);
  const pusher = new SignedInClient(server.port, basic('root', password));
  await new RepositoryClient(pusher, 'team/app').pushImage('v1', []);
  pusher.close();
  callers = await made.make(server.url, async (authorization) => {
    const target = '/auth/token?service=cyberdock&scope=repository:team/app:pull,push,delete';
    const answer = await http.request({ path: target, headers: { authorization } });
    return (JSON.parse(String(answer.body)) as { token: string }).token;
  });
});
afterAll(async () => {
  http?.close();
  made?.close();
  await server?.stop();
  await rm(root, { recursive: true, force: true });
  console.log(`${cases} requests of ${callers.size} callers`);
});

/** The line of every route, and HEAD wherever GET is. */
const asked = Object.entries(apiModel).flatMap(([route, line]) => {
  const [method = '', template = ''] = route.split(' ');
  const known = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const example = examples[name];
    if (example === undefined) throw new Error(`there is no example of {${name}}`);
    return example;
  });
  const one = { method, target: `${known}${line.query ?? ''}`, line };
  return method === 'GET' ? [one, { ...one, method: 'HEAD' }] : [one];
});

/** Sends every request as a caller. @returns what is wrong with the answers */
async function problemsFor(caller: ApiCaller): Promise<string[]> {
  // A password that comes many times at once is compared once; a request may end the sessions of others.
  const turns = pLimit(caller.is === 'refused' ? 1_000 : 1);
  const found = asked.map((one) =>
    turns(async () => {
      cases += 1;
      const { method, target, line } = one;
      const answer = await http.request({
        method,
        path: target,
        leaves: line.streams ?? false,
        headers: {
          ...caller.headers(),
          ...(line.json !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(line.json !== undefined && { body: JSON.stringify(line.json) }),
      });
      return problemsOf(answer, caller, one).map((problem) => `${method} ${target}: ${problem}`);
    }),
  );
  return (await Promise.all(found)).flat();
}

function problemsOf(
  answer: Answer,
  caller: ApiCaller,
  { method, target, line }: (typeof asked)[number],
): string[] {
  const problems: string[] = [];
  const expectSame = (what: string, actual: unknown, wanted: unknown) => {
    if (actual !== wanted)
      problems.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  const expected = expectedAnswer(caller, method, line);
  const text = String(answer.body);
  const isBusy = expected.status === line.status && answer.status === line.busy;
  if (!isBusy) expectSame('the status', answer.status, expected.status);
  const challenge = answer.status === 401 ? 'Bearer realm="CyberDock"' : undefined;
  expectSame('the challenge', answer.header('www-authenticate'), challenge);
  expectSame('the caching', answer.header('cache-control'), 'no-store');
  expectSame('the type option', answer.header('x-content-type-options'), 'nosniff');
  expectSame('the origins that may read it', answer.header('access-control-allow-origin'), undefined);
  const undescribed = described.problemOf(method, target, answer.status, text);
  if (undescribed !== undefined) problems.push(undescribed);
  if (method === 'HEAD') expectSame('the length of the body', answer.body.length, 0);
  else if (answer.status >= 400) {
    const { error } = JSON.parse(text) as { error: { code?: string; requestId: string } };
    expectSame('the code', error.code, expected.code);
    expectSame('the request id', error.requestId, answer.header('x-request-id'));
    if (text.includes('team/app') && !caller.rights.includes('pull'))
      problems.push('a refusal names the repository');
  } else if (line.lists)
    expectSame('whether it lists team/app', text.includes('team/app'), caller.rights.includes('pull'));
  return problems;
}

describe('every request of the dashboard’s API is answered as its caller’s rights have it', () => {
  test.each([
    ['who has not signed in', ({ is }: ApiCaller) => is === 'anonymous'],
    ['who is let in by nothing that they send', ({ is }: ApiCaller) => is === 'refused'],
    ['whose session has ended', ({ is }: ApiCaller) => is === 'ended'],
    ['who has a session', ({ is, by }: ApiCaller) => is === 'account' && by === 'session'],
    ['who has a password', ({ is, by }: ApiCaller) => is === 'account' && by === 'password'],
    ['who has an access token', ({ is, by }: ApiCaller) => is === 'account' && by === 'access token'],
  ])('to %s', async (_, isMeant) => {
    const meant = [...callers].filter(([, caller]) => isMeant(caller));
    expect(meant.length).toBeGreaterThan(2);
    const problems: string[] = [];
    for (const [name, caller] of meant) {
      const found = await problemsFor(caller);
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    expect(problems).toEqual([]);
  });

  test('and no route is left out, of those that have a file', async () => {
    expect(Object.keys(apiModel).sort()).toEqual(await apiRoutesOnDisk());
    expect(cases).toBeGreaterThan(1_000);
  });
});
