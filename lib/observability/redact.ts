import pino from 'pino';

const secretHeader = /^(proxy-)?authorization$|^(set-)?cookie$/i;
const secretName = /(password|secret|token)$/i;

/** Deeper values are left out: a line of the log is no place for them, and a cycle ends here. */
const depthMax = 8;

/**
 * Copies what is about to be logged, at any depth, without its secrets: the headers `Authorization`,
 * `Proxy-Authorization`, `Cookie` and `Set-Cookie`, and every key that ends in `password`, `secret` or `token`,
 * whatever its case. Errors become plain objects, so that their own properties are searched as well.
 */
export function redactSecrets<T extends object>(value: T): Record<string, unknown> {
  return copyWithout(value, 0) as Record<string, unknown>;
}

function copyWithout(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= depthMax) return '[too deep]';
  const plain = value instanceof Error ? pino.stdSerializers.err(value) : value;
  if (Array.isArray(plain)) return plain.map((item) => copyWithout(item, depth + 1));
  // A date, a URL or a buffer knows best how it is written.
  if ('toJSON' in plain && typeof plain.toJSON === 'function') return plain;
  return Object.fromEntries(
    Object.entries(plain).map(([key, each]) => [
      key,
      secretHeader.test(key) || secretName.test(key) ? '[redacted]' : copyWithout(each, depth + 1),
    ]),
  );
}
