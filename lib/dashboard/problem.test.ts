import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemCodes, readProblem } from './problem';
import { apiProblem } from './problem-contract';

/** A body that is nearly one, or one. */
const nearly = fc.record(
  {
    error: fc.oneof({ weight: 8, arbitrary: fields() }, { weight: 1, arbitrary: fc.jsonValue() }),
    more: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

function fields() {
  const sometimes = <Value>(value: fc.Arbitrary<Value>) =>
    fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
  return fc.record(
    {
      message: sometimes(fc.string()),
      requestId: sometimes(fc.string()),
      code: sometimes(fc.constantFrom(...problemCodes)),
      retryAfterS: sometimes(fc.integer()),
      more: fc.jsonValue(),
    },
    { requiredKeys: ['message', 'requestId'] },
  );
}

test('what is read of a failure is what its contract says', () => {
  fc.assert(
    fc.property(fc.oneof(nearly, fc.jsonValue()), (body) => {
      const parsed = apiProblem.safeParse(body);
      expect(readProblem(body)).toEqual(parsed.success ? parsed.data.error : undefined);
    }),
    { numRuns: 1_000 },
  );
});

test('what a proxy answers is no problem of ours', () => {
  for (const body of [undefined, null, 'text', [], {}, { error: 'text' }, { error: { message: 'Why.' } }])
    expect(readProblem(body)).toBeUndefined();
});
