import { commandWords } from '../images/command-words';
import type { ConfigView } from '../images/manifest-contracts';

/** One thing that two configs say differently; null where one does not say it. */
export interface ConfigChange {
  /** What it is of: `Environment`, `Labels`; empty for what stands by itself. */
  group: string;
  name: string;
  a: string | null;
  b: string | null;
  /** Whether it looks like something that nobody should put into an image. */
  isSecret: boolean;
}

/** What two configs say differently, and how much they say alike. */
export function configChanges(a: ConfigView, b: ConfigView): { changes: ConfigChange[]; same: number } {
  const [from, to] = [said(a), said(b)];
  const changes: ConfigChange[] = [];
  let same = 0;
  for (const [key, { group, name }] of new Map([...from, ...to])) {
    const [before, after] = [from.get(key), to.get(key)];
    if (before?.value === after?.value) {
      same += 1;
      continue;
    }
    changes.push({
      group,
      name,
      a: before?.value ?? null,
      b: after?.value ?? null,
      isSecret: (before?.isSecret ?? false) || (after?.isSecret ?? false),
    });
  }
  return { changes, same };
}

interface Said {
  group: string;
  name: string;
  value: string;
  isSecret: boolean;
}

function said(config: ConfigView): Map<string, Said> {
  const all = new Map<string, Said>();
  const say = (group: string, name: string, value: string | null, isSecret = false) => {
    if (value === null || (group === '' && value === '')) return;
    const key = `${group}\n${name}`;
    // A name may come twice: the last one counts for who runs the image, but nothing of either is to be hidden.
    const before = all.get(key);
    all.set(key, {
      group,
      name,
      value: before ? `${before.value}\n${value}` : value,
      isSecret: isSecret || (before?.isSecret ?? false),
    });
  };
  say('', 'Platform', config.platform);
  say('', 'Entrypoint', commandWords(config.entrypoint));
  say('', 'Command', commandWords(config.cmd));
  say('', 'User', config.user);
  say('', 'Working directory', config.workingDir);
  say('', 'Health check', commandWords(config.healthcheck));
  say('', 'Stop signal', config.stopSignal);
  say('', 'Author', config.author);
  say('', 'Created', config.created);
  for (const port of config.ports) say('Ports', port, 'exposed');
  for (const volume of config.volumes) say('Volumes', volume, 'declared');
  for (const { name, value, isSecret } of config.env) say('Environment', name, value, isSecret);
  for (const { name, value } of config.labels) say('Labels', name, value);
  return all;
}
