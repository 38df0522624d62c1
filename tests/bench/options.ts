import { availableParallelism, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { type Door, doors } from '../harness/cyberdock';
import { type ServerName, serverNames } from './servers';
import { fullSizes, quickSizes, type Sizes } from './sizes';

/** What the command line asked for. */
export interface Options {
  sizes: Sizes;
  quick: boolean;
  rounds: number;
  seed: number;
  /** Names of measurements, or nothing for all. */
  only: string[];
  /** The file for the whole result as JSON. */
  json: string | undefined;
  /** The folder under which both servers keep their data. */
  folder: string;
  /** How CyberDock serves. */
  door: Door;
  /** One server or two; ratios are the first by the second. */
  servers: ServerName[];
  loadProcesses: number;
  openLoop: boolean;
  /** Arrivals a second of the open loop. */
  rate: number;
  /** How long the open loop lasts. */
  seconds: number;
}

/** The text of `--help`. */
export const usage = `npm run bench -- [options]

  --only a,b           only these measurements (see the table's first column)
  --rounds N           rounds of each measurement; the median counts (3; --quick: 1)
  --quick              smaller sizes: to try a change, not to compare
  --seed N             what all random data and arrival times come from (1)
  --servers a,b        which servers: ${serverNames.join(', ')} (both); ratios are first / second
  --door NAME          how CyberDock serves: ${doors.join(', ')} (next): next start, or cyberdock serve
  --folder DIR         where the servers keep their data (${tmpdir()}); removed afterwards
  --load-processes N   processes that make the load (half of the processors)
  --json FILE          write everything that was measured to a file
  --open-loop          instead: operations at fixed times, latency from the intended start
    --rate N           mean arrivals a second (20)
    --seconds S        for how long (30)
  --maintenance        instead: start-up, check, collection and space accounting of a registry with 500,000 blobs,
                       beside distribution's collection; takes --quick (a tenth), --seed, --folder and --json
  --dashboard          instead: the pages of the dashboard in a browser that is four times slower, with 10,000
                       repositories and 10,000 tags; takes --quick (a tenth) and --rounds (5)
  --access             instead: pulls with tokens and without, pulls while passwords are guessed, and how long refusals
                       take of what is there and of what is not; takes --quick, --rounds, --seed, --folder and --json;
                       --loads-only leaves the refusals out
`;

/** Reads the command line. @throws if an option is unknown or its value makes no sense; the message says which. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      servers: { type: 'string', default: serverNames.join(',') },
      door: { type: 'string', default: 'next' },
      folder: { type: 'string', default: tmpdir() },
      'load-processes': { type: 'string', default: String(Math.max(1, availableParallelism() >> 1)) },
      json: { type: 'string' },
      'open-loop': { type: 'boolean', default: false },
      rate: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '30' },
    },
  });
  return {
    sizes: values.quick ? quickSizes : fullSizes,
    quick: values.quick,
    rounds: positive('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    seed: positive('seed', values.seed),
    only: values.only.split(',').filter((name) => name !== ''),
    json: values.json,
    folder: values.folder,
    door: doorName(values.door),
    servers: values.servers.split(',').map(serverName),
    loadProcesses: positive('load-processes', values['load-processes']),
    openLoop: values['open-loop'],
    rate: positive('rate', values.rate),
    seconds: positive('seconds', values.seconds),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a positive number, not "${text}"`);
  return value;
}

function doorName(text: string): Door {
  const name = doors.find((known) => known === text);
  if (name === undefined) throw new Error(`--door knows ${doors.join(', ')}, not "${text}"`);
  return name;
}

function serverName(text: string): ServerName {
  const name = serverNames.find((known) => known === text);
  if (name === undefined) throw new Error(`--servers knows ${serverNames.join(', ')}, not "${text}"`);
  return name;
}
