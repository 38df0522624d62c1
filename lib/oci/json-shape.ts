import { Invalid } from './invalid';
import { quote } from './quote';

const codes = {
  quote: 0x22,
  comma: 0x2c,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  open: 0x7b,
  close: 0x7d,
};

/** Levels of objects and arrays within each other. A manifest with a descriptor's platform has five. */
export const depthMax = 64;

/** Names in one object: far beyond any manifest, and few enough that 4 MiB of names do not hold the process. */
export const namesMax = 10_000;

/**
 * Refuses JSON that is nested deeper than `depthMax`, has more than `namesMax` names in one object, or has the
 * same name twice in one object. Of a name that comes twice one parser takes the first value and another the last,
 * so that the registry and a client would see two different manifests in the same bytes (RFC 8259, section 4).
 *
 * It runs before `JSON.parse`, in one pass without recursion. On text that is not JSON it may find nothing:
 * `JSON.parse` has the last word. Throws `Invalid` MANIFEST_INVALID.
 */
export function checkJsonShape(text: string): void {
  /** For each open array or object, from outside: the names so far, or undefined in an array. */
  const open: (Set<string> | undefined)[] = [];
  let names: Set<string> | undefined;
  let nameComesNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case codes.quote: {
        const end = endOfString(text, at + 1);
        if (end === -1) return;
        if (nameComesNext && names) addName(names, text.slice(at, end + 1));
        nameComesNext = false;
        at = end;
        break;
      }
      case codes.comma:
        nameComesNext = names !== undefined;
        break;
      case codes.open:
      case codes.openArray: {
        if (open.length === depthMax) {
          throw new Invalid(
            'MANIFEST_INVALID',
            `the manifest is nested too deep: use at most ${depthMax} levels of objects and arrays`,
          );
        }
        names = text.charCodeAt(at) === codes.open ? new Set() : undefined;
        nameComesNext = names !== undefined;
        open.push(names);
        break;
      }
      case codes.close:
      case codes.closeArray:
        open.pop();
        names = open.at(-1);
        nameComesNext = false;
        break;
    }
  }
}

/** The position of the quote that ends the string which begins at `start`, or -1. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === codes.quote) return at;
    if (code === codes.backslash) at++;
  }
  return -1;
}

/** Remembers a name, given as JSON with its quotes: `"a"` and `"\u0061"` are the same one. */
function addName(names: Set<string>, json: string): void {
  const name = json.includes('\\') ? decodeName(json) : json.slice(1, -1);
  if (names.has(name)) {
    throw new Invalid(
      'MANIFEST_INVALID',
      `the manifest has the name ${quote(name)} twice in one object: keep one of them`,
    );
  }
  names.add(name);
  if (names.size > namesMax) {
    throw new Invalid(
      'MANIFEST_INVALID',
      `the manifest has too many names in one object: use at most ${namesMax}`,
    );
  }
}

function decodeName(json: string): string {
  try {
    return JSON.parse(json) as string;
  } catch {
    // A malformed escape: JSON.parse of the whole document will say so.
    return json;
  }
}
