import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../../lib/config/duration';
import { parseSize } from '../../lib/config/size';
import { type DiagnosisEvent, diagnose } from '../../lib/doctor/diagnose';
import { repositoryArgument } from '../arguments';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { readPassword } from '../password';

interface Options {
  ca?: string[];
  user?: string;
  repository: string;
  maxBody: number;
  pause: number;
  json?: boolean;
}

/** `cyberdock doctor URL` */
export function addDoctor(program: Command, { print, remark, exit, signal }: CommandContext): void {
  program
    .command('doctor')
    .description(
      'find out what is wrong in front of a registry: push and pull through its public address, and name each fault of the proxy, the certificate or the network with what to change. What is pushed is taken away again',
    )
    .argument('<URL>', 'the address that clients use, as https://registry.example.com', address)
    .option('--ca <file>', 'certificates in PEM to trust, besides those of public authorities', certificates)
    .option(
      '--user <name>',
      'sign in; the password is taken from CYBERDOCK_DOCTOR_PASSWORD, or asked for on standard input',
    )
    .option(
      '--repository <name>',
      'where to push',
      repositoryArgument,
      repositoryArgument('cyberdock/doctor'),
    )
    .option(
      '--max-body <size>',
      'the largest body to try, of 2, 11, 101, 1025 and 10241 MiB',
      size,
      128 * 1024 ** 2,
    )
    .option('--pause <duration>', 'how long transfers pause, to see whether that ends them', pause, 10_000)
    .option('--json', 'as JSON: one event a line, as they come')
    .action(async (url: URL, options: Options) => {
      const { user, json = false } = options;
      const credentials = user === undefined ? undefined : { user, password: await readPassword(user) };
      let faults = 0;
      const events = diagnose({
        url,
        repository: options.repository,
        credentials,
        authorities: options.ca,
        bodyBytesMax: options.maxBody,
        pauseMs: options.pause,
        signal,
      });
      for await (const event of events) {
        if (json) print(JSON.stringify(event));
        else tell(event, print, remark);
        if (event.kind === 'fault') faults += 1;
      }
      if (!json) remark(faults === 0 ? 'All is well.' : `${faults} ${faults === 1 ? 'fault' : 'faults'}.`);
      if (faults > 0) exit(exitCodes.findings);
    });
}

function tell(event: DiagnosisEvent, print: (line: string) => void, remark: (line: string) => void): void {
  if (event.kind === 'fault') {
    print(`fault: ${event.code}: ${event.title}`);
    print(`  ${event.detail}`);
    print(`  To mend it: ${event.change}.`);
  } else if (event.kind === 'left') {
    remark(`left behind: ${event.path} (${event.why})`);
  } else if (event.outcome === 'skipped') {
    remark(`skipped: ${event.title} (${event.why})`);
  } else if (event.outcome === 'well') {
    remark(`well: ${event.title}`);
  }
}

/** @throws InvalidArgumentError when it is no origin */
function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '';
  if (!isOrigin || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new InvalidArgumentError('give http(s)://host or http(s)://host:port, without a path.');
  }
  return url;
}

/** The certificates of a file, each a text of its own. @throws InvalidArgumentError */
function certificates(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (found === null) throw new InvalidArgumentError(`${file} has no certificate in PEM.`);
  return [...found];
}

function size(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) throw new InvalidArgumentError('It must be a size, such as 128MiB.');
  return bytes;
}

function pause(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('It must be a duration, such as 10s.');
  return ms;
}
