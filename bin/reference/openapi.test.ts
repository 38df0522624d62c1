import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { DescribedAnswers } from '../../lib/server/dashboard/testing/described-answers';
import { apiRoutes, openApiFile, openApiText } from './openapi';

type Operations = Record<string, { operationId: string; responses: Record<string, unknown> }>;
const written = readFileSync(openApiFile, 'utf8');
const document = JSON.parse(written) as { openapi: string; paths: Record<string, Operations> };
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${template}`,
    operation,
  })),
);

describe('docs/openapi.json', () => {
  test('is what `npm run docs` writes today', async () => {
    expect(written).toBe(await openApiText());
  });

  test('is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(written));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  test('has every route of the API with its methods, and nothing else', async () => {
    const routes = await apiRoutes();
    expect(routes.size).toBeGreaterThan(50);
    expect(operations.map(({ route }) => route).sort()).toEqual([...routes.keys()].sort());
  });

  test('gives each operation a name of its own, and says what a refusal looks like', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { operation } of operations) expect(operation.responses).toHaveProperty('default');
  });
});

describe('an answer', () => {
  const described = new DescribedAnswers();
  const page = {
    uniqueAtMs: null,
    nowMs: 0,
    pullsSinceMs: null,
    isCounting: false,
    repositories: [],
    next: null,
  };
  const problemOf = (status: number, value: unknown) =>
    described.problemOf('GET', '/api/v1/repositories?q=', status, JSON.stringify(value));

  test('that is as described is found so', () => {
    expect(problemOf(200, page)).toBeUndefined();
    expect(problemOf(404, { error: { message: 'No.', requestId: '1' } })).toBeUndefined();
    expect(problemOf(500, { error: { message: 'No.', requestId: '1' } })).toBeUndefined();
  });

  test('that lacks a field, has one more, or a status that is not described, is found too', () => {
    expect(problemOf(200, { ...page, next: undefined })).toContain('next');
    expect(problemOf(200, { ...page, secret: 1 })).toContain('additional');
    expect(problemOf(404, page)).toContain('error');
    expect(problemOf(202, page)).toContain('202');
  });
});
