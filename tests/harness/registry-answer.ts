import { expect } from 'vitest';

/** The codes of the specification, and the ones that this registry shares with distribution. */
const codes = new Set([
  ...[
    'BLOB_UNKNOWN',
    'BLOB_UPLOAD_INVALID',
    'BLOB_UPLOAD_UNKNOWN',
    'DIGEST_INVALID',
    'MANIFEST_BLOB_UNKNOWN',
  ],
  ...['MANIFEST_INVALID', 'MANIFEST_UNKNOWN', 'NAME_INVALID', 'NAME_UNKNOWN', 'SIZE_INVALID', 'UNAUTHORIZED'],
  ...['DENIED', 'UNSUPPORTED', 'TOOMANYREQUESTS'],
  ...['RANGE_INVALID', 'TAG_INVALID', 'PAGINATION_NUMBER_INVALID', 'UNAVAILABLE'],
]);

/** An answer of either client of the tests. */
interface Judged {
  status: number;
  body: Uint8Array;
  header: (name: string) => string | undefined;
}

/** The codes of the errors in a body. @throws when the body is not the JSON of an error. */
export function errorCodes(body: Uint8Array): string[] {
  const document = JSON.parse(Buffer.from(body).toString('utf8')) as {
    errors: { code: string; message: string }[];
  };
  expect(document.errors.length).toBeGreaterThan(0);
  for (const error of document.errors) expect(typeof error.message).toBe('string');
  return document.errors.map((error) => error.code);
}

/**
 * Asserts that an answer is a refusal of the registry: a 4xx or one of the given statuses, as JSON with a code of
 * the catalogue (one of `expected`, when given), with an exact length, never HTML and never a redirect.
 */
export function expectRefusal(
  answer: Judged,
  status?: number | number[],
  expected?: string | string[],
  method = 'GET',
): void {
  const what = `${answer.status} ${Buffer.from(answer.body).subarray(0, 300)}`;
  if (status === undefined) expect(answer.status >= 400 && answer.status < 500, what).toBe(true);
  else expect([status].flat(), what).toContain(answer.status);
  expect(answer.header('content-type'), what).toMatch(/^application\/json(;|$)/);
  expect(answer.header('docker-distribution-api-version'), what).toBe('registry/2.0');
  expect(answer.header('location'), what).toSatisfy(
    (location: string | undefined) => location === undefined || answer.status === 416,
  );
  if (method === 'HEAD') {
    expect(answer.body.length).toBe(0);
    return;
  }
  expect(answer.header('content-length'), what).toBe(String(answer.body.length));
  const found = errorCodes(answer.body);
  for (const code of found) expect(codes, what).toContain(code);
  if (expected !== undefined) expect([expected].flat(), what).toContain(found[0]);
}

/** Asserts what holds for every answer under `/v2`, whatever it says. */
export function expectRegistryAnswer(answer: Judged, method = 'GET'): void {
  if (answer.status >= 400) {
    expectRefusal(answer, undefined, undefined, method);
    return;
  }
  expect(answer.status, `${answer.status}`).toSatisfy((status: number) => status >= 200 && status < 300);
  expect(answer.header('docker-distribution-api-version')).toBe('registry/2.0');
  expect(answer.header('content-type') ?? '').not.toContain('html');
}
