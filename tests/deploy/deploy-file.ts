import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { projectFolder } from '../harness/cyberdock';

/** The text of a file of the project. */
export function readFile(name: string): string {
  return readFileSync(path.join(projectFolder, name), 'utf8');
}

/** The one document of a YAML file. @throws when it is no YAML, or names a key twice */
export function readYaml<T>(name: string): T {
  const documents = parseAllDocuments(readFile(name));
  const [document, ...more] = documents;
  if (document === undefined || more.length > 0) throw new Error(`${name} is not one document`);
  if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}`);
  return document.toJS() as T;
}

/** What of an environment is CyberDock's. */
export function settingsOf(environment: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[0].startsWith('CYBERDOCK_') && entry[1] !== undefined,
    ),
  );
}
