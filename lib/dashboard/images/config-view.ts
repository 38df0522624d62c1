import type { ConfigView } from './manifest-contracts';
import { platformText } from './platform-text';

const entriesMax = 1_000;
/** What is sent of one value; the raw config has the rest. */
const valueLengthMax = 64 * 1024;

const secretName =
  /(?:^|[_.-])(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|private_?key|access_?key|credentials?|auth)(?:$|[_.-])/i;
const secretValue =
  /^(?:gh[pousr]_|glpat-|xox[abpr]-|AKIA|eyJ[\w-]+\.eyJ|sk_live_)|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Whether a variable looks like something that nobody should put into an image. */
export function looksSecret(name: string, value: string): boolean {
  return value !== '' && (secretName.test(name) || secretValue.test(value));
}

/**
 * What the config of an image says (image-spec, config.md), in the fields that people look for. Whatever a pusher wrote in
 * them, what is no text is left out.
 */
export function configView(document: Record<string, unknown>): ConfigView {
  const config = isObject(document.config) ? document.config : {};
  const health = isObject(config.Healthcheck) ? config.Healthcheck : undefined;
  return {
    platform: platformText(document) ?? null,
    created: text(document.created),
    author: text(document.author),
    user: text(config.User),
    workingDir: text(config.WorkingDir),
    entrypoint: texts(config.Entrypoint),
    cmd: texts(config.Cmd),
    env: texts(config.Env).map((entry) => {
      const at = entry.indexOf('=');
      const [name, value] = at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
      return { name, value, isSecret: looksSecret(name, value) };
    }),
    ports: keys(config.ExposedPorts),
    volumes: keys(config.Volumes),
    stopSignal: text(config.StopSignal),
    healthcheck: health ? texts(health.Test) : [],
    labels: pairs(config.Labels),
  };
}

/** The entries of a map of texts, such as labels and annotations, in ASCII order of their names. */
export function pairs(value: unknown): { name: string; value: string }[] {
  if (!isObject(value)) return [];
  return Object.entries(value)
    .flatMap(([name, one]) => (typeof one === 'string' ? [{ name: cut(name), value: cut(one) }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, entriesMax);
}

function keys(value: unknown): string[] {
  return isObject(value) ? Object.keys(value).slice(0, entriesMax).map(cut) : [];
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((one) => typeof one === 'string')
    .slice(0, entriesMax)
    .map(cut);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? cut(value) : null;
}

function cut(value: string): string {
  if (value.length <= valueLengthMax) return value;
  return `${value.slice(0, valueLengthMax)}… (${(value.length - valueLengthMax).toLocaleString('en')} more characters stand in the raw config)`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
