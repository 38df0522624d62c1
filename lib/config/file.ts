import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './config-error';

/** The file that is read when `CYBERDOCK_CONFIG` names none. */
export const defaultFile = 'cyberdock.yaml';

type Path = readonly PropertyKey[];

/** What a configuration file holds. */
export interface ConfigFile {
  /** The settings as plain values; an empty file gives `{}`. */
  values: Record<string, unknown>;
  /** @returns `cyberdock.yaml:12`, the line of the setting's key or of the nearest group around it. */
  where: (path: Path) => string;
}

/**
 * Reads a YAML file of settings.
 * @param named true when somebody asked for this file: then it must exist.
 * @throws ConfigError when it cannot be read or is no YAML mapping.
 */
export function readConfigFile(cwd: string, name: string, named: boolean): ConfigFile {
  const text = readText(path.resolve(cwd, name), name, named);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => ({ problem: error.message, where: at(error.pos[0]) })),
    );
  }
  const values: unknown = toPlain(document, name);
  if (values !== null && (typeof values !== 'object' || Array.isArray(values))) {
    throw new ConfigError([
      {
        problem: 'the file must hold settings, for example "server:" and below it "  port: 5000"',
        where: at(0),
      },
    ]);
  }
  return {
    values: (values ?? {}) as Record<string, unknown>,
    where: (wanted) => at(offsetOf(document, wanted)),
  };
}

function readText(file: string, name: string, named: boolean): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !named) return '';
    const reason = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    const where = named ? 'CYBERDOCK_CONFIG' : name;
    throw new ConfigError([{ given: JSON.stringify(name), problem: `cannot be read: ${reason}`, where }]);
  }
}

function toPlain(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or aliases that unfold without end.
    throw new ConfigError([{ problem: (error as Error).message, where: name }]);
  }
}

/** The offset of the deepest key, or item of a list, that the document holds of the path. */
function offsetOf(document: Document.Parsed, wanted: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of wanted) {
    if (isSeq(node)) {
      node = node.items[Number(part)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    }
  }
  return offset;
}
