import { readFile } from './deploy-file';

/** One instruction: `RUN`, and what follows it in one line. */
export interface Instruction {
  name: string;
  value: string;
}

/** What is built from one `FROM`. */
export interface Stage {
  from: string;
  instructions: Instruction[];
}

/** Reads the Dockerfile: its stages, without comments, continued lines joined. */
export function readDockerfile(): Stage[] {
  const lines = readFile('Dockerfile')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push({ from: value, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, value });
  }
  return stages;
}

/** The values of all instructions of a name. */
export function valuesOf({ instructions }: Stage, name: string): string[] {
  return instructions.filter((each) => each.name === name).map(({ value }) => value);
}

/** What `KEY=value KEY="a value"` of all `ENV` or `LABEL` instructions sets. */
export function pairsOf(stage: Stage, name: 'ENV' | 'LABEL'): Record<string, string> {
  const text = valuesOf(stage, name).join(' ');
  return Object.fromEntries(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g)].map(([, key = '', quoted, plain]) => [
      key,
      quoted ?? plain ?? '',
    ]),
  );
}
