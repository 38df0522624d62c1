import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Json = Record<string, unknown>;
interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Json }> }>;
}

const file = path.resolve(import.meta.dirname, '../../../../docs/openapi.json');

/** Looks whether answers of the API are as `docs/openapi.json` says, and have no field that it does not name. */
export class DescribedAnswers {
  readonly #document = strict(JSON.parse(readFileSync(file, 'utf8'))) as {
    paths: Record<string, Record<string, Operation>>;
  };
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #templates: { template: string; pattern: RegExp }[];
  /** The operations of which a success was looked at. */
  readonly succeeded = new Set<string>();

  constructor() {
    this.#ajv.addSchema(this.#document, 'api');
    // Those without parameters first, as Next takes them.
    this.#templates = Object.keys(this.#document.paths)
      .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`),
      }));
  }

  /** What is wrong with an answer; undefined when nothing is, or when it is none of the API. */
  problemOf(method: string, target: string, status: number, text: string): string | undefined {
    const [asked = ''] = target.split('?', 1);
    const template = this.#templates.find(({ pattern }) => pattern.test(asked))?.template;
    const operation = template && this.#document.paths[template]?.[method.toLowerCase()];
    if (!operation) return undefined;
    const key = status in operation.responses ? String(status) : 'default';
    if (key === 'default' && status < 400) return `${status} is not described`;
    const response = operation.responses[key];
    if (status < 400) this.succeeded.add(`${method} ${template}`);
    const type = Object.keys(response?.content ?? {})[0];
    if (response?.$ref === undefined && type === undefined)
      return text === '' ? undefined : 'a body is not described';
    if (type !== undefined && type !== 'application/json') return undefined;
    const at = response?.$ref
      ? response.$ref.slice(1)
      : `/paths/${escaped(template)}/${method.toLowerCase()}/responses/${status}`;
    return this.#faults(`${at}/content/application~1json/schema`, text);
  }

  #faults(pointer: string, text: string): string | undefined {
    let validate = this.#validators.get(pointer);
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `api#${pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')}` });
      this.#validators.set(pointer, validate);
    }
    if (validate(JSON.parse(text))) return undefined;
    return `it is not as described: ${this.#ajv.errorsText(validate.errors)}: ${text.slice(0, 500)}`;
  }
}

/** With every object closed, so that what is not described is found. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, strict(each)]);
  const made = Object.fromEntries(entries) as Json;
  if (made.type === 'object' && made.properties && made.additionalProperties === undefined)
    made.additionalProperties = false;
  return made;
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
