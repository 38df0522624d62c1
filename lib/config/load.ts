import type { z } from 'zod';
import { ConfigError, type Mistake, showGiven } from './config-error';
import { noteSettings } from './effective';
import { type Environment, fileVariable, readEnvironment, unknownVariables } from './environment';
import { type ConfigFile, defaultFile, readConfigFile } from './file';
import { nearest } from './nearest';
import { type Setting, sections, settings, settingsSchema, toConfig } from './schema';
import { isMisplaced } from './sections/backup';
import { allowedOf, givenAt, parseJson } from './setting';

/** Where the configuration comes from. */
export interface LoadOptions {
  /** The working directory: where `cyberdock.yaml` and relative paths start. The process's own when absent. */
  cwd?: string;
  /** The variables. The process's own when absent. */
  env?: Environment;
}

/** Every setting, as the server uses it. */
export type Config = ReturnType<typeof toConfig>;

/**
 * Reads the configuration: `cyberdock.yaml` in the working directory, or the file that `CYBERDOCK_CONFIG` names, and
 * over it the `CYBERDOCK_…` variables.
 * @throws ConfigError whose message lists every mistake with its place.
 */
export function loadConfig({ cwd = process.cwd(), env = process.env }: LoadOptions = {}): Config {
  const named = env[fileVariable];
  const file = readConfigFile(cwd, named || defaultFile, Boolean(named));
  const variables = readEnvironment(env);
  const written = merge(file.values, variables);
  const result = settingsSchema.safeParse(written);
  const mistakes = result.success
    ? []
    : result.error.issues.flatMap((issue) => explain(issue, written, file, variables));
  mistakes.push(...unknownVariables(env));
  if (!result.success || mistakes.length > 0) throw new ConfigError(mistakes);
  const config = toConfig(result.data, cwd);
  const misplaced = misplacedBackup(config, file, variables);
  if (misplaced) throw new ConfigError([misplaced]);
  noteSettings(config, { file, variables });
  return config;
}

type Group = Record<string, unknown>;
type Variables = ReturnType<typeof readEnvironment>;

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The file's settings with the variables over them. A key without a value is a key that is not there. */
function merge(values: Group, variables: Variables): Group {
  const written: Group = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null) continue;
    written[name] = isGroup(value)
      ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))
      : value;
  }
  for (const { section, name, key } of settings) {
    const variable = variables.get(key);
    if (variable === undefined) continue;
    written[section] ??= {};
    const group = written[section];
    if (isGroup(group)) group[name] = variable.value;
  }
  return written;
}

function explain(issue: z.core.$ZodIssue, written: Group, file: ConfigFile, variables: Variables): Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...issue.path, key], file, variables));
  }
  const [section, name, ...inside] = issue.path.map(String);
  const value = givenAt(written, issue.path);
  if (name === undefined) {
    const names = Object.keys(sections[section as keyof typeof sections].shape).join(', ');
    const allowed = `a group of the settings ${names}`;
    return [{ key: section, given: showGiven(value), allowed, where: file.where(issue.path) }];
  }
  const setting = settings.find(({ key }) => key === `${section}.${name}`);
  const variable = variables.get(`${section}.${name}`);
  const field = setting?.fields?.[inside[1] ?? ''];
  const shown = field ? field : setting;
  const given =
    variable === undefined ? value : setting?.fields ? within(variable.value, inside) : variable.value;
  const isMissing = given === undefined;
  return [
    {
      key: keyOf([String(section), name, ...inside]),
      given: isMissing ? undefined : shown?.isSecret ? '[redacted]' : showGiven(given),
      problem: isMissing ? 'it is missing' : undefined,
      allowed: shown === undefined ? undefined : allowedOf(shown),
      hint: issue.code === 'custom' ? issue.params?.hint : undefined,
      where: variable?.variable ?? placeOf(setting, given, file, issue.path),
    },
  ];
}

/** What is wrong with where backups go, which only the whole configuration shows. */
function misplacedBackup(
  { backup: { folder }, storage: { root } }: Config,
  file: ConfigFile,
  variables: Variables,
): Mistake | undefined {
  if (folder === undefined || !isMisplaced(folder, root)) return undefined;
  return {
    key: 'backup.folder',
    given: showGiven(folder),
    allowed: `an absolute path outside of storage.root, ${root}, and not around it`,
    where: variables.get('backup.folder')?.variable ?? file.where(['backup', 'folder']),
  };
}

/** The line of the file; what is missing, and has no group in the file either, is best given as a variable. */
function placeOf(
  setting: Setting | undefined,
  given: unknown,
  file: ConfigFile,
  path: PropertyKey[],
): string {
  const isAway = setting !== undefined && given === undefined && file.values[setting.section] === undefined;
  return isAway ? setting.variable : file.where(path);
}

/** What the JSON of a variable holds at a path; the whole text when it is no JSON. */
function within(text: string, path: string[]): unknown {
  return givenAt(parseJson(text) ?? text, path);
}

/** `retention.policies[0].keepLast` */
function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) =>
      at === 0 ? String(part) : /^\d+$/.test(String(part)) ? `[${String(part)}]` : `.${String(part)}`,
    )
    .join('');
}

function unknownKey(path: PropertyKey[], file: ConfigFile, variables: Variables): Mistake {
  const key = keyOf(path);
  const last = String(path.at(-1));
  const around = keyOf(path.slice(0, 2));
  const fields = settings.find((each) => each.key === around)?.fields;
  if (fields) {
    const meant = nearest(last, Object.keys(fields));
    const hint =
      meant === undefined ? `there are ${Object.keys(fields).join(', ')}` : `did you mean ${meant}?`;
    const where = variables.get(around)?.variable ?? file.where(path);
    return { key, problem: 'there is no such setting', hint, where };
  }
  const keys =
    path.length === 1
      ? [...Object.keys(sections), ...settings.map((each) => each.key)]
      : settings.map((each) => each.key);
  const sameName = settings.find(({ name }) => name.toLowerCase() === last.toLowerCase())?.key;
  const meant = nearest(key, keys) ?? sameName;
  return {
    key,
    problem: 'there is no such setting',
    hint: meant === undefined ? undefined : `did you mean ${meant}?`,
    where: file.where(path),
  };
}
