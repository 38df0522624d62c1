import * as z from 'zod/mini';
import * as account from '@/lib/dashboard/account/contracts';
import * as access from '@/lib/dashboard/administration/access-contract';
import * as audit from '@/lib/dashboard/administration/audit-contract';
import * as draft from '@/lib/dashboard/administration/draft-contract';
import * as inventory from '@/lib/dashboard/administration/inventory-contract';
import * as jobs from '@/lib/dashboard/administration/jobs-contract';
import * as retention from '@/lib/dashboard/administration/retention-contract';
import * as settings from '@/lib/dashboard/administration/settings-contract';
import * as storage from '@/lib/dashboard/administration/storage-contract';
import * as trash from '@/lib/dashboard/administration/trash-contract';
import * as changes from '@/lib/dashboard/changes/change-contracts';
import * as content from '@/lib/dashboard/contracts';
import * as health from '@/lib/dashboard/health-contract';
import * as history from '@/lib/dashboard/history/history-contracts';
import * as former from '@/lib/dashboard/images/former-contract';
import * as images from '@/lib/dashboard/images/manifest-contracts';
import * as live from '@/lib/dashboard/live/live-contract';
import * as protection from '@/lib/dashboard/tags/protection-contracts';
import * as tags from '@/lib/dashboard/tags/tag-contracts';
import * as usage from '@/lib/dashboard/usage/usage-contracts';
import * as connection from '@/lib/doctor/connection-report';

const contracts = [
  account,
  access,
  audit,
  draft,
  inventory,
  jobs,
  retention,
  settings,
  storage,
  trash,
  changes,
  content,
  health,
  history,
  former,
  images,
  live,
  protection,
  tags,
  usage,
  connection,
];

/** What each exported contract is called in the description: `RepositoryPage` for `repositoryPage`. */
const names = new Map<unknown, string>(
  contracts.flatMap((contract) =>
    Object.entries(contract).map(([name, value]): [unknown, string] => [value, capital(name)]),
  ),
);

/** Some JSON Schema. */
export type JsonSchema = Record<string, unknown>;

/** What `z.toJSONSchema` is told: a client must bear fields that it does not know, and no number has bounds of its own. */
const terms = {
  unrepresentable: 'any',
  override: ({ jsonSchema }: { jsonSchema: JsonSchema }) => {
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  },
} as const;

/**
 * The schemas of what goes one way: bodies come in, answers go out. One that has a name becomes a component, and a
 * reference in its place.
 */
export class NamedSchemas {
  readonly #named = z.registry<{ id: string }>();

  constructor(readonly io: 'input' | 'output') {}

  /** What stands for a schema where it is used. */
  use(schema: z.core.$ZodType): JsonSchema {
    const id = names.get(schema);
    if (id === undefined) return this.inline(schema);
    if (!this.#named.has(schema)) this.#named.add(schema, { id });
    return { $ref: referenceOf(id) };
  }

  /** A schema in whole. */
  inline(schema: z.core.$ZodType): JsonSchema {
    return bare(z.toJSONSchema(schema, { ...terms, io: this.io }));
  }

  /** All that were used by a name. */
  components(): [name: string, schema: JsonSchema][] {
    const { schemas } = z.toJSONSchema(this.#named, { ...terms, io: this.io, uri: referenceOf });
    return Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]);
  }
}

function referenceOf(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Without what a document of its own begins with. */
function bare({ $schema: _, $id: __, '~standard': ___, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
