import { type Setting, settings } from './schema';

/** One setting that is in force, as it was written. */
export interface EffectiveSetting {
  /** `storage.maxBlobSize` */
  key: string;
  section: string;
  /** `CYBERDOCK_STORAGE_MAX_BLOB_SIZE` */
  variable: string;
  description: string;
  /** As it is written; undefined where nothing is set, or where it must not be shown. */
  value: string | undefined;
  isSecret: boolean;
  source: 'default' | 'file' | 'environment';
  /** The variable, or the line of the file; undefined for a default. */
  where: string | undefined;
}

interface Written {
  file: { values: Record<string, unknown>; where: (path: PropertyKey[]) => string };
  variables: ReadonlyMap<string, { variable: string; value: string }>;
}

/** Every setting in force with where it was written. Secrets are never among the values. */
export function effectiveSettings({ file, variables }: Written): EffectiveSetting[] {
  return settings.map((setting) => {
    const { key, section, name, variable, description, isSecret = false } = setting;
    const given = variables.get(key);
    const inFile = (file.values[section] as Record<string, unknown> | null | undefined)?.[name] ?? undefined;
    const about = { key, section, variable, description, isSecret };
    if (given)
      return { ...about, value: shown(setting, given.value), source: 'environment', where: variable };
    if (inFile !== undefined)
      return { ...about, value: shown(setting, inFile), source: 'file', where: file.where([section, name]) };
    return { ...about, value: shown(setting, setting.default), source: 'default', where: undefined };
  });
}

function shown({ isSecret }: Setting, value: unknown): string | undefined {
  if (value === undefined || isSecret) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What every configuration that was read came from. */
const known = new WeakMap<object, EffectiveSetting[]>();

/** Remembers where a configuration came from. */
export function noteSettings(config: object, written: Written): void {
  known.set(config, effectiveSettings(written));
}

/** The settings that a configuration was read from; none for one that was made otherwise. */
export function settingsOf(config: object): EffectiveSetting[] {
  return known.get(config) ?? [];
}
