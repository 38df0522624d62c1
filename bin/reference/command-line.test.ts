import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandLinePage, commandLineReference } from './command-line';
import { examples } from './examples';

describe('docs/command-line.md', () => {
  test('is what `npm run docs` writes today', () => {
    expect(readFileSync(commandLinePage, 'utf8')).toBe(commandLineReference());
  });

  test('has a section for every command that has an example, and for those of a group', () => {
    const page = commandLineReference();
    for (const name of [...Object.keys(examples), 'backup', 'backup verify', 'history rollback', 'torture']) {
      expect(page).toContain(`\n## ${name}\n`);
    }
  });

  test('names the options that take a value with their defaults and choices', () => {
    expect(commandLineReference()).toContain('| `--limit <count>` | how many (default `50`) |');
    expect(commandLineReference()).toContain(
      '`--sort <order>` | the largest of these first, or by name: `logical`',
    );
  });
});
