/** One mistake in the configuration. */
export interface Mistake {
  /** The setting, e.g. `storage.maxBlobSize`; absent when the file as a whole is wrong. */
  key?: string;
  /** What was given, as it is shown. */
  given?: string;
  /** What is wrong, when it is not simply the value. */
  problem?: string;
  /** Which values are taken. */
  allowed?: string;
  /** What was probably meant. */
  hint?: string;
  /** `cyberdock.yaml:12`, or the name of a variable. */
  where: string;
}

function describe(mistake: Mistake): string {
  const { key, given, problem, allowed, hint, where } = mistake;
  const value = given === undefined ? problem : `${given}${problem === undefined ? '' : `: ${problem}`}`;
  const lines = [`  ${where}: ${[key, value].filter((part) => part !== undefined).join(': ')}`];
  if (allowed !== undefined) lines.push(`    allowed: ${allowed}`);
  if (hint !== undefined) lines.push(`    hint: ${hint}`);
  return lines.join('\n');
}

/** The configuration cannot be used. The message lists every mistake. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
    super(`The configuration has ${count}:\n${mistakes.map(describe).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/** Writes a value as it was given, shortened so that a message stays readable. */
export function showGiven(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
