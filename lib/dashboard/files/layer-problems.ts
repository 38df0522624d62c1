import { DashboardProblem } from '../dashboard-problem';
import { isNamed } from '../is-named';

/** A refusal that passes by itself. */
export function busy(message: string): DashboardProblem {
  return new DashboardProblem(429, message, { code: 'busy', retryAfterS: 3 });
}

/** What whoever asked is told of something that the reader of layers threw; anything else stays what it is. */
export function problemOfLayers(error: unknown): unknown {
  if (isNamed(error, 'TooManyWait'))
    return busy('Many layers are being read now. Try again in a few seconds.');
  switch (failureOf(error)) {
    case 'no-content':
      return new DashboardProblem(404, 'There is no file with content under this number.');
    case 'missing':
    case 'gone':
      return busy('The layer has to be read again. Try again in a few seconds.');
    default:
      return error;
  }
}

/** What a question about layers gives; `large` when they have more files than are kept. @throws DashboardProblem 429 */
export async function orLarge<Answer>(answer: Promise<Answer>): Promise<Answer | 'large'> {
  try {
    return await answer;
  } catch (error) {
    if (failureOf(error) === 'large') return 'large';
    throw problemOfLayers(error);
  }
}

function failureOf(error: unknown): string | undefined {
  return isNamed<Error & { failure: { kind: string } }>(error, 'LayerProblem')
    ? error.failure.kind
    : undefined;
}
