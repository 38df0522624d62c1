import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { answerJson, DashboardProblem, type FailureLog } from './answer-json';
import { apiProblem } from './contracts';

function logInMemory() {
  const lines: { err: unknown; requestId: string }[] = [];
  const log: FailureLog = { error: (fields) => void lines.push(fields) };
  return { lines, log };
}

describe('answerJson', () => {
  it('answers with what the query returns, never to be cached', async () => {
    const { lines, log } = logInMemory();
    const answer = await answerJson(async () => ({ some: 'data' }), log);
    expect(await answer.json()).toEqual({ some: 'data' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(lines).toEqual([]);
  });

  it('hides what went wrong, and logs it under the id that it shows', async () => {
    const { lines, log } = logInMemory();
    const cause = new Error('EIO: /data/registry/secret');
    const answer = await answerJson(() => Promise.reject(cause), log);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toContain('EIO');
    const { error } = apiProblem.parse(JSON.parse(text));
    expect(answer.headers.get('x-request-id')).toBe(error.requestId);
    expect(lines).toEqual([{ err: cause, requestId: error.requestId }]);
  });

  it('says what is wrong with a request, and logs nothing', async () => {
    const { lines, log } = logInMemory();
    const missing = await answerJson(() => Promise.reject(new DashboardProblem(404, 'There is none.')), log);
    expect(missing.status).toBe(404);
    expect(apiProblem.parse(await missing.json()).error.message).toBe('There is none.');
    const malformed = await answerJson(async () => z.object({ q: z.string() }).parse({ q: 1 }), log);
    expect(malformed.status).toBe(400);
    expect(apiProblem.parse(await malformed.json()).error.message).toContain('expected string');
    expect(lines).toEqual([]);
  });
});
