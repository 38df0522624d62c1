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
  /** Whether an entry of a list of groups must have it. */
  required?: boolean;
  /** Of a list of groups: the settings of each. */
  fields?: Record<string, SettingMeta>;
  /** Whether what was given must not be shown. */
  isSecret?: boolean;
}

/** What was given at a place; of a text in which a list is written, all of it. */
export function givenAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'string' ? at : (at as Record<string, unknown> | undefined)?.[String(part)]),
    whole,
  );
}

/** What a setting takes, with an example where the rule does not already name it. */
export function allowedOf({ allowed, example }: Pick<SettingMeta, 'allowed' | 'example'>): string {
  return allowed.includes(example) ? allowed : `${allowed}, for example ${example}`;
}

type Described = Pick<SettingMeta, 'description' | 'example'>;

/**
 * What a setting accepts. Every kind reads the file's own type and a string, because variables are strings.
 * A refusal may carry a hint in `params` of its issue.
 */
interface Kind<T> {
  schema: z.ZodType<T, unknown>;
  allowed: string;
  /** Of a list of groups: the settings of each. */
  fields?: Record<string, SettingMeta>;
  isSecret?: boolean;
}

/** A setting with a default, written as in the file. */
export function setting<T>(kind: Kind<T>, value: string | number | boolean | string[], about: Described) {
  const shown = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('","', '", "');
  const meta: SettingMeta = { ...about, allowed: kind.allowed, default: shown, fields: kind.fields };
  return kind.schema.prefault(value).meta({ ...meta });
}

/** A setting without a default: undefined when it is left out. */
export function optionalSetting<T>(kind: Kind<T>, about: Described) {
  const meta: SettingMeta = { ...about, allowed: kind.allowed, isSecret: kind.isSecret };
  return kind.schema.optional().meta({ ...meta });
}

/** A setting that every entry of a list of groups must have. */
export function requiredSetting<T>(kind: Kind<T>, about: Described) {
  const meta: SettingMeta = { ...about, allowed: kind.allowed, required: true };
  return kind.schema.meta({ ...meta });
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
  // YAML reads a word such as 1.2 as a number.
  const written = z.union([z.string(), z.number().transform(String)]);
  const schema = written.pipe(z.enum(words as unknown as [T, ...T[]])) as unknown as z.ZodType<T, unknown>;
  return { schema, allowed: words.length === 1 ? `only ${words[0]}` : `one of ${words.join(', ')}` };
}

/** A text that `test` accepts, described by `allowed`. */
export function text(allowed: string, test: (value: string) => boolean): Kind<string> {
  return { schema: z.string().refine(test, { abort: true }), allowed };
}

/** A password or the like, which no message shows. */
export function secret(): Kind<string> {
  const isOne = (value: string) => /^[^\s\p{C}]{1,4096}$/u.test(value);
  return { ...text('a text without spaces, in quotation marks if it is a number', isOne), isSecret: true };
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

/** The same, with at least one text. */
export function fullList(allowed: string, test: (item: string) => boolean): Kind<string[]> {
  const { schema } = list(allowed, test);
  return { schema: schema.refine((items) => items.length > 0), allowed: `a list of ${allowed}` };
}

/** A list of groups of settings, described by `allowed`; a string is read as JSON. */
export function groups<Shape extends z.ZodRawShape>(
  allowed: string,
  shape: Shape,
): Kind<z.output<z.ZodObject<Shape>>[]> {
  const read = (value: unknown, context: z.core.$RefinementCtx): unknown => {
    const items = typeof value === 'string' ? parseJson(value) : value;
    if (Array.isArray(items)) return items.map(withoutEmpty);
    const hint = typeof value === 'string' && items === undefined ? 'this is not JSON' : undefined;
    context.issues.push({ code: 'custom', input: value, params: { hint } });
    return z.NEVER;
  };
  const fields = Object.entries(shape).map(([name, leaf]) => {
    const meta = (leaf as z.ZodType).meta() as unknown as SettingMeta;
    return [name, meta] as const;
  });
  const items = z.array(z.strictObject(shape)) as unknown as z.ZodType<
    z.output<z.ZodObject<Shape>>[],
    unknown
  >;
  return { schema: z.unknown().transform(read).pipe(items), allowed, fields: Object.fromEntries(fields) };
}

/** What a text says as JSON; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller says what is wrong, and where.
  }
}

/** A key without a value is a key that is not there. */
function withoutEmpty(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
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
