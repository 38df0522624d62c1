import { z } from 'zod';
import { formatDuration, parseDuration } from './duration';
import { formatSize, parseSize } from './size';

/** What the reference page and the messages about mistakes say of a setting. */
export interface SettingMeta {
  /** What it does, in one or two sentences. */
  description: string;
  /** A value as it stands in the file. */
  example: string;
  /** Which values are taken, as it stands after "allowed:". */
  allowed: string;
  /** The default as it stands in the file; absent for a setting that may be left out. */
  default?: string;
}

type Described = Omit<SettingMeta, 'allowed' | 'default'>;

/**
 * What a setting accepts. Every kind reads the file's own type and a string, because variables are strings.
 * A refusal may carry a hint in `params` of its issue.
 */
interface Kind<T> {
  schema: z.ZodType<T, unknown>;
  allowed: string;
}

/** A setting with a default, written as in the file. */
export function setting<T>(kind: Kind<T>, value: string | number | boolean | string[], about: Described) {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const meta: SettingMeta = { ...about, allowed: kind.allowed, default: shown };
  return kind.schema.prefault(value).meta({ ...meta });
}

/** A setting without a default: undefined when it is left out. */
export function optionalSetting<T>(kind: Kind<T>, about: Described) {
  const meta: SettingMeta = { ...about, allowed: kind.allowed };
  return kind.schema.optional().meta({ ...meta });
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Kind<number> {
  const written = z.string().regex(/^\d+$/).transform(Number);
  return {
    schema: z.union([z.int(), written]).pipe(z.int().min(min).max(max)),
    allowed: `a whole number from ${min} to ${max}`,
  };
}

/** `true` or `false`. */
export function boolean(): Kind<boolean> {
  const written = z.enum(['true', 'false']).transform((text) => text === 'true');
  return { schema: z.union([z.boolean(), written]), allowed: 'true or false' };
}

/** One of the given words. */
export function choice<const T extends string>(words: readonly T[]): Kind<T> {
  const schema = z.enum(words as unknown as [T, ...T[]]) as unknown as z.ZodType<T, unknown>;
  return { schema, allowed: words.length === 1 ? `only ${words[0]}` : `one of ${words.join(', ')}` };
}

/** A text that `test` accepts, described by `allowed`. */
export function text(allowed: string, test: (value: string) => boolean): Kind<string> {
  return { schema: z.string().refine(test, { abort: true }), allowed };
}

/** A list of texts, each accepted by `test`; a string is split at its commas. */
export function list(allowed: string, test: (item: string) => boolean): Kind<string[]> {
  const written = z.string().transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
  const items = z.array(z.string().refine(test, { abort: true }));
  return { schema: z.union([z.array(z.unknown()), written]).pipe(items), allowed };
}

/** A duration from `min` to `max`, both as people write them; the result is in milliseconds. */
export function duration(min: string, max: string): Kind<number> {
  const minMs = parseDuration(min) ?? Number.NaN;
  const maxMs = parseDuration(max) ?? Number.NaN;
  const read = (value: unknown, context: z.core.$RefinementCtx): number => {
    const ms = typeof value === 'string' ? parseDuration(value) : undefined;
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
    const plain = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
    context.issues.push({
      code: 'custom',
      input: value,
      params: { hint: plain ? `a plain number has no unit: write ${value}s or ${value}ms` : undefined },
    });
    return z.NEVER;
  };
  return {
    schema: z.unknown().transform(read),
    allowed: `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`,
  };
}

/** A size from `min` to `max`, both as people write them; the result is in bytes. */
export function size(min: string, max: string): Kind<number> {
  const minBytes = parseSize(min) ?? Number.NaN;
  const maxBytes = parseSize(max) ?? Number.NaN;
  const read = (value: unknown, context: z.core.$RefinementCtx): number => {
    const written = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    const bytes = parseSize(written);
    if (bytes !== undefined && bytes >= minBytes && bytes <= maxBytes) return bytes;
    const short = /^([\d.]+)\s*([kmgtp])$/i.exec(written);
    const unit = short?.[2]?.toUpperCase();
    context.issues.push({
      code: 'custom',
      input: value,
      params: {
        hint: unit && `write ${short?.[1]}${unit}iB (1024) or ${short?.[1]}${unit}B (1000)`,
      },
    });
    return z.NEVER;
  };
  return {
    schema: z.unknown().transform(read),
    allowed: `a size from ${formatSize(minBytes)} to ${formatSize(maxBytes)}`,
  };
}
