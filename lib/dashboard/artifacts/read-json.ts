import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';

/**
 * What is taken of a JSON document that a stranger wrote, so that nothing else of it crosses into this thread:
 * - `word`: a text, a number or a truth, as text
 * - `text`: whatever it is, as JSON
 * - `count`: of a list, how many it has
 * - `texts`: of an object, its names with what are texts
 * - `fields`: of an object, these fields
 * - `each`: of a list, the first so many
 * - `first`: of a list of objects, a text of the first one of which another field is this
 * - `either`: the first of these that it is
 * - `of`: among `fields`, another look at the field of this name
 * - `base64`: of a text, the JSON document that it holds, as DSSE and JWS have it
 */
export type Shape =
  | 'word'
  | 'text'
  | 'count'
  | 'texts'
  | { fields: { readonly [name: string]: Shape | { of: string; take: Shape } } }
  | { either: readonly Shape[] }
  | { each: Shape; max: number }
  | { first: { where: string; is: string; take: string } }
  | { base64: Shape };

/** What came of a document; each part is `undefined` where the document has something else. */
export interface ReadJson {
  value: unknown;
  /** The document that was read, the innermost one of an envelope, up to `textLengthMax`. */
  text: string;
}

/** What is kept of a whole document or a part of it for people to read. */
export const textLengthMax = 256 * 1024;
/** What is kept of one text in it. */
const wordLengthMax = 2_048;
/** A document that takes longer, or more memory, is not read. */
const timeMaxMs = 10_000;
const memoryMaxMib = 256;
/** How long a thread waits for the next document: those of one manifest come one after the other. */
const idleMs = 2_000;

const turns = pLimit(1);
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * Reads a JSON document in a thread of its own, one after the other: eight mebibytes take longer than a pull may wait.
 * The thread ends when nobody has asked it for a while.
 * @returns undefined when it is no JSON
 */
export async function readJson(bytes: Uint8Array, shape: Shape): Promise<ReadJson | undefined> {
  return await turns(async () => {
    clearTimeout(idle);
    try {
      return await ask(bytes, shape);
    } finally {
      idle = setTimeout(end, idleMs).unref();
      // A process that ends does not wait for a thread that nobody waits for.
      thread?.unref();
    }
  });
}

async function ask(bytes: Uint8Array, shape: Shape): Promise<ReadJson | undefined> {
  thread ??= start();
  const current = thread;
  return await new Promise((resolve) => {
    const done = (read: ReadJson | undefined) => {
      clearTimeout(timer);
      current.off('message', done).off('error', fail).off('exit', fail);
      resolve(read);
    };
    const fail = () => {
      end();
      done(undefined);
    };
    const timer = setTimeout(fail, timeMaxMs);
    current.ref();
    current.once('message', done).once('error', fail).once('exit', fail);
    current.postMessage({ bytes, shape });
  });
}

function start(): Worker {
  const worker = new Worker(program, {
    eval: true,
    execArgv: [],
    workerData: { textLengthMax, wordLengthMax },
    resourceLimits: { maxOldGenerationSizeMb: memoryMaxMib },
  });
  const forget = () => {
    if (thread === worker) thread = undefined;
  };
  return worker.on('error', forget).once('exit', forget);
}

function end(): void {
  void thread?.terminate();
  thread = undefined;
}

/** What the thread runs. It is text, because the server is bundled and a thread needs a file or a text. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { textLengthMax, wordLengthMax } = workerData;
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
let innermost;
function take(value, shape) {
  if (shape === 'word')
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value).slice(0, wordLengthMax) : undefined;
  if (shape === 'text') return value === undefined ? undefined : JSON.stringify(value, null, 2).slice(0, textLengthMax);
  if (shape === 'count') return Array.isArray(value) ? value.length : undefined;
  if (shape === 'texts') {
    if (!isObject(value)) return undefined;
    return Object.entries(value)
      .filter(([, one]) => typeof one === 'string')
      .slice(0, 20)
      .map(([name, one]) => ({ name: name.slice(0, wordLengthMax), value: one.slice(0, wordLengthMax) }));
  }
  if (shape.fields) {
    if (!isObject(value)) return undefined;
    const taken = {};
    for (const name of Object.keys(shape.fields)) {
      const { of = name, take: wanted = shape.fields[name] } = shape.fields[name].of ? shape.fields[name] : {};
      if (!Object.hasOwn(value, of)) continue;
      const one = take(value[of], wanted);
      if (one !== undefined) taken[name] = one;
    }
    return taken;
  }
  if (shape.each) {
    if (!Array.isArray(value)) return undefined;
    const items = value.slice(0, shape.max).map((one) => take(one, shape.each)).filter((one) => one !== undefined);
    return { items, total: value.length };
  }
  if (shape.either) {
    for (const one of shape.either) {
      const taken = take(value, one);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }
  if (shape.first) {
    if (!Array.isArray(value)) return undefined;
    const { where, is, take: field } = shape.first;
    const found = value.find((one) => isObject(one) && Object.hasOwn(one, where) && one[where] === is);
    return found && Object.hasOwn(found, field) ? take(found[field], 'word') : undefined;
  }
  if (shape.base64) {
    if (typeof value !== 'string') return undefined;
    try {
      const text = Buffer.from(value, 'base64').toString('utf8');
      const taken = take(JSON.parse(text), shape.base64);
      innermost = text;
      return taken;
    } catch {
      return undefined;
    }
  }
  return undefined;
}
parentPort.on('message', ({ bytes, shape }) => {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').replace(/^\\ufeff/, '');
    const parsed = JSON.parse(text);
    innermost = undefined;
    const value = take(parsed, shape);
    parentPort.postMessage({ value, text: (innermost ?? text).slice(0, textLengthMax) });
  } catch {
    parentPort.postMessage(undefined);
  }
});
`;
