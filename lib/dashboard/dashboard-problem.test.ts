import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DashboardProblem, type FailureLog, problemOf } from './dashboard-problem';
import { apiProblem } from './problem-contract';

function logInMemory() {
  const lines: { err: unknown; requestId: string }[] = [];
  const log: FailureLog = { error: (fields) => void lines.push(fields) };
  return { lines, log };
}

describe('problemOf', () => {
  it('hides what went wrong, and logs it under the id that it shows', () => {
    const { lines, log } = logInMemory();
    const cause = new Error('EIO: /data/registry/secret');
    const { status, body } = problemOf(cause, 'id-1', log);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('EIO');
    expect(apiProblem.parse(body).error.requestId).toBe('id-1');
    expect(lines).toEqual([{ err: cause, requestId: 'id-1' }]);
  });

  it('says what is wrong with a request, and logs nothing', () => {
    const { lines, log } = logInMemory();
    const problem = new DashboardProblem(429, 'Later.', { code: 'throttled', retryAfterS: 7 });
    const { status, body } = problemOf(problem, 'id', log);
    expect(status).toBe(429);
    expect(apiProblem.parse(JSON.parse(JSON.stringify(body)))).toEqual({
      error: { message: 'Later.', requestId: 'id', code: 'throttled', retryAfterS: 7 },
    });
    const malformed = z.safeParse(z.object({ q: z.string() }), { q: 1 }).error;
    expect(problemOf(malformed, 'id', log)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('expected string') } },
    });
    expect(lines).toEqual([]);
  });
});
