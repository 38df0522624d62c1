import * as z from 'zod/mini';
import { newTokenBody, ownSessions, ownTokens } from '../account/contracts';
import { tokenActions } from '../account/token-actions';

const text = (lengthMax: number) => z.string().check(z.minLength(1), z.maxLength(lengthMax));
const name = text(128);
const note = z.nullable(z.string().check(z.maxLength(200)));
const role = z.enum(['user', 'auditor', 'administrator']);

const account = z.object({
  name: z.string(),
  kind: z.enum(['user', 'robot']),
  role,
  groups: z.array(z.string()),
  /** Where it is kept; only what is kept in the database can be changed here. */
  source: z.enum(['database', 'htpasswd', 'oidc']),
  isDisabled: z.boolean(),
  signedInAtMs: z.nullable(z.number()),
  createdAtMs: z.nullable(z.number()),
  note: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/access/users`: users, then robots, by name. */
export const accountList = z.object({ nowMs: z.number(), isOpen: z.boolean(), accounts: z.array(account) });

/** Answer of `GET /api/v1/access/users/{user}`. */
export const accountDetail = z.object({
  nowMs: z.number(),
  account,
  sessions: ownSessions.shape.sessions,
  tokens: ownTokens.shape.tokens,
});

/** Body of `POST /api/v1/access/users`. */
export const newAccountBody = z.object({
  /** Of a robot, without `robot+`. */
  name,
  kind: z.enum(['user', 'robot']),
  role,
  note,
});

/** Answer of what makes a secret: nobody can be told it again. */
export const accountSecret = z.object({ name: z.string(), secret: z.string() });

/** Body of `PUT /api/v1/access/users/{user}`. */
export const accountChange = z.object({ role: z.optional(role), isDisabled: z.optional(z.boolean()) });

/** Answer of `GET /api/v1/access/groups`. */
export const groupList = z.object({
  isOpen: z.boolean(),
  groups: z.array(
    z.object({
      name: z.string(),
      /** Those of the database, which can be taken out here. */
      members: z.array(z.string()),
      /** Those of the configuration. */
      written: z.array(z.string()),
    }),
  ),
});

/** Body of `POST /api/v1/access/groups`. */
export const joinBody = z.object({ group: name, member: name });

/** Answer of `GET /api/v1/access/tokens`: those of everybody, the newest first. */
export const tokenList = z.object({
  nowMs: z.number(),
  isOpen: z.boolean(),
  tokens: z.array(z.extend(ownTokens.shape.tokens.def.element, { account: z.string() })),
});

/** Body of `POST /api/v1/access/tokens`. */
export const newAccountToken = z.extend(newTokenBody, { account: name });

export const accessAction = z.enum(tokenActions);

const rule = z.object({
  effect: z.enum(['allow', 'deny']),
  subjects: z.array(text(140)).check(z.minLength(1), z.maxLength(50)),
  repositories: z.array(text(255)).check(z.minLength(1), z.maxLength(50)),
  actions: z.array(accessAction).check(z.minLength(1)),
});

/** Body of `POST /api/v1/access/rules`. */
export const newRuleBody = z.extend(rule, { note });

/** Answer of `GET /api/v1/access/rules`. */
export const ruleList = z.object({
  isOpen: z.boolean(),
  rules: z.array(
    z.extend(rule, {
      id: z.string(),
      note: z.nullable(z.string()),
      /** Whether it is of the database, and can be removed here; else it stands in the configuration. */
      isStored: z.boolean(),
    }),
  ),
});

/** Query of `GET /api/v1/access/explain`. */
export const explainQuery = z.object({ who: name, repository: text(255) });

/** Answer of `GET /api/v1/access/explain`: of each action whether they may, and why. */
export const explainAnswer = z.object({
  who: z.string(),
  repository: z.string(),
  decisions: z.array(
    z.object({
      action: accessAction,
      allowed: z.boolean(),
      because: z.string(),
      rule: z.nullable(z.string()),
    }),
  ),
});

export type AccountList = z.output<typeof accountList>;
export type Account = AccountList['accounts'][number];
export type AccountDetail = z.output<typeof accountDetail>;
export type AccountSecret = z.output<typeof accountSecret>;
export type TokenList = z.output<typeof tokenList>;
export type GroupList = z.output<typeof groupList>;
export type RuleList = z.output<typeof ruleList>;
export type NewRuleBody = z.output<typeof newRuleBody>;
