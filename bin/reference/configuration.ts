import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Setting, sections, settings } from '../../lib/config/schema';
import type { SettingMeta } from '../../lib/config/setting';

const introduction = `# Configuration

<!-- Generated from lib/config by \`npm run docs\`. Do not edit. -->

CyberDock runs without any configuration. Settings come from two places:

1. \`cyberdock.yaml\` in the working directory, or the file that the variable \`CYBERDOCK_CONFIG\` names;
2. environment variables, which win over the file: the setting \`storage.maxBlobSize\` is
   \`CYBERDOCK_STORAGE_MAX_BLOB_SIZE\`. An empty variable sets nothing, and neither does a key without a value.

A mistake stops the start: CyberDock names every wrong or unknown setting, the value, what is allowed, and the line of
the file or the variable.

**Durations** are numbers with the units \`d\`, \`h\`, \`m\`, \`s\` and \`ms\`: \`24h\`, \`1h30m\`, \`500ms\`, \`1.5s\`.
**Sizes** are numbers with the units \`KiB\`, \`MiB\`, \`GiB\`, \`TiB\`, \`PiB\` (powers of 1024), \`KB\`, \`MB\`, \`GB\`, \`TB\`, \`PB\`
(powers of 1000) or \`B\`; a plain number is bytes. **Lists** in variables are separated by commas,
lists of groups are written as JSON.

Names that begin with \`CYBERDOCK_TEST_\` belong to the test suites, and those that Kubernetes makes for a service named
\`cyberdock\` (\`CYBERDOCK_SERVICE_HOST\`, \`CYBERDOCK_PORT=tcp://…\`) are ignored.
`;

/** @returns the reference page of every setting, as Markdown. */
export function configurationReference(): string {
  const parts = [introduction, exampleFile()];
  for (const [section, schema] of Object.entries(sections)) {
    parts.push(`## ${section}\n\n${schema.meta()?.description}\n`);
    parts.push(...settings.filter((setting) => setting.section === section).map(describe));
  }
  return parts.join('\n');
}

function describe(setting: Setting): string {
  return [
    `### ${setting.key}`,
    '',
    setting.description,
    '',
    `- Variable: \`${setting.variable}\``,
    `- Default: ${setting.default === undefined ? 'none' : `\`${setting.default}\``}`,
    `- Allowed: ${setting.allowed}`,
    `- Example: \`${setting.name}: ${setting.example}\``,
    '',
    ...Object.entries(setting.fields ?? {}).map(describeField),
  ].join('\n');
}

function describeField([name, field]: [string, SettingMeta]): string {
  const required = field.required ? ' Must be there.' : '';
  return `- \`${name}\`: ${field.description}${required} Allowed: ${field.allowed}. Example: \`${name}: ${field.example}\`\n`;
}

function exampleFile(): string {
  const lines = Object.keys(sections).flatMap((section) => [
    `${section}:`,
    ...settings
      .filter((setting) => setting.section === section)
      .map((setting) =>
        setting.default === undefined
          ? `  # ${setting.name}: ${setting.example}`
          : `  ${setting.name}: ${setting.default}`,
      ),
  ]);
  return `The whole file with its defaults:\n\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\`\n`;
}

const thisFile = fileURLToPath(import.meta.url);

if (process.argv[1] === thisFile) {
  const page = path.resolve(path.dirname(thisFile), '../../docs/configuration.md');
  writeFileSync(page, configurationReference());
  process.stdout.write(`Wrote ${path.relative(process.cwd(), page)}\n`);
}
