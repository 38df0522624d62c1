import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Argument, Command, Option } from 'commander';
import { formatDuration } from '../../lib/config/duration';
import { formatSize } from '../../lib/config/size';
import { exitCodes } from '../exit-codes';
import { createProgram } from '../program';
import { examples } from './examples';

const introduction = `# The command line

<!-- Generated from bin/commands by \`npm run docs\`. Do not edit. -->

\`npx cyberdock <command>\`, in CyberDock's folder, as the user that runs the server. It reads the same settings as the server
(\`cyberdock.yaml\` in the working directory, or the file that \`CYBERDOCK_CONFIG\` names, and the environment), and so finds
the same data folder. Every command may run while the server does; a job runs once at a time, whoever began it. Ctrl-C ends
a command in order; run it again to go on.

Results go to standard output, remarks and progress to standard error. \`--json\` is for programs: exact bytes, times in
milliseconds since 1970 or as ISO 8601. \`cyberdock help <command>\` prints what stands here.
`;

/** @returns the reference page of every command, as Markdown. */
export function commandLineReference(): string {
  const nothing = () => undefined;
  const { signal } = new AbortController();
  const program = createProgram({
    projectFolder: '.',
    signal,
    print: nothing,
    remark: nothing,
    exit: nothing,
  });
  const runnable = program.commands.flatMap(runnableOf);
  const list = runnable.map(
    (command) =>
      `| [\`${pathOf(command)}\`](#${pathOf(command).replaceAll(' ', '-')}) | ${saidOf(command)} |`,
  );
  return [
    introduction,
    '| Command | |',
    '| --- | --- |',
    ...list,
    '',
    exitCodesTable(),
    ...runnable.map(describe),
  ].join('\n');
}

/** A command that does something itself, and those below it. The default of a group stands for the group. */
function runnableOf(command: Command): Command[] {
  const below = command.commands.flatMap(runnableOf);
  return command.commands.length === 0 || command.registeredArguments.length > 0
    ? [command, ...below]
    : below;
}

/** `gc run`, without the program's name. */
function pathOf(command: Command): string {
  const above = command.parent;
  return above?.parent ? `${pathOf(above)} ${command.name()}` : command.name();
}

function describe(command: Command): string {
  const name = pathOf(command);
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  const usage = ['npx cyberdock', name, ...(command.options.length > 0 ? ['[options]'] : []), ...words];
  const rows = [
    ...command.registeredArguments.filter(({ description }) => description !== '').map(argumentRow),
    ...command.options.map(optionRow),
  ];
  const example = examples[name];
  return [
    `## ${name}`,
    '',
    `${saidOf(command)}.`,
    '',
    '```',
    usage.join(' '),
    '```',
    '',
    ...(rows.length > 0 ? ['| Option | Meaning |', '| --- | --- |', ...rows, ''] : []),
    ...(example === undefined ? [] : ['```', example.trim(), '```', '']),
  ].join('\n');
}

function argumentRow(argument: Argument): string {
  return `| \`<${argument.name()}>\` | ${cell(argument.description)} |`;
}

function optionRow({ flags, description, defaultValue, argChoices, negate }: Option): string {
  const choices = argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}` : '';
  const isTold = defaultValue !== undefined && defaultValue !== false && !negate;
  const told = flags.endsWith('<duration>')
    ? formatDuration(defaultValue)
    : flags.endsWith('<size>')
      ? formatSize(defaultValue)
      : defaultValue;
  return `| \`${flags}\` | ${cell(description)}${choices}${isTold ? ` (default \`${told}\`)` : ''} |`;
}

function saidOf(command: Command): string {
  const text = cell(command.description());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** Every exit code with its name and meaning. */
function exitCodesTable(): string {
  const rows = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | \`${name}\` | ${exitCodeMeanings[name as keyof typeof exitCodes]} |`,
  );
  return ['## Exit codes', '', '| Code | Name | Meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  done: 'It did what was asked, and found nothing wrong.',
  failed: 'It failed; the message says why.',
  usage: 'The command or its options make no sense.',
  findings: 'It ran, and found what is not as it should be.',
  busy: 'Another run of the same kind is going on; the message says in which process.',
  refused: 'Nothing was done, because that is not safe or not asked for clearly enough, as without `--yes`.',
  interrupted: 'Ended by a signal.',
  terminated: '`serve` ended in order, as SIGTERM asked.',
};

const thisFile = fileURLToPath(import.meta.url);
export const commandLinePage = path.resolve(path.dirname(thisFile), '../../docs/command-line.md');

if (process.argv[1] === thisFile) {
  writeFileSync(commandLinePage, commandLineReference());
  process.stdout.write(`Wrote ${path.relative(process.cwd(), commandLinePage)}\n`);
}
