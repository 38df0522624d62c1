// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { tokenActions } from './token-actions';

/** Whom a page or an answer is for: `everybody` where there is no authentication. */
export const viewer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everybody') }),
  z.object({ kind: z.literal('anonymous') }),
  z.object({
    kind: z.enum(['user', 'robot']),
    name: z.string(),
    role: z.enum(['user', 'auditor', 'administrator']),
    groups: z.array(z.string()),
    /** What the provider of OpenID Connect is called, of whom signs in with it. */
    provider: z.optional(z.string()),
  }),
]);

const text = (lengthMax: number) => z.string().check(z.minLength(1), z.maxLength(lengthMax));
/** Longer than any that is right; where it is compared, the limit is a lower one. */
const password = text(1_024);

/** Body of `POST /api/v1/session`, as JSON or as a form. */
export const signInBody = z.object({
  name: text(128),
  password,
  /** Of a form: where to go then. */
  to: z.optional(z.string()),
});

/** Answer of `GET` and `POST /api/v1/session`. */
export const sessionAnswer = z.object({
  viewer,
  /** Null without a session: who sent a password or an access token has none. */
  session: z.nullable(z.object({ id: z.string(), createdAtMs: z.number(), endsAtMs: z.number() })),
});

const ownSession = z.object({
  id: z.string(),
  /** Whether it is the one that asks. */
  isThis: z.boolean(),
  createdAtMs: z.number(),
  seenAtMs: z.number(),
  endsAtMs: z.number(),
  address: z.nullable(z.string()),
  /** As the browser calls itself. */
  client: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/sessions`. */
export const ownSessions = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  sessions: z.array(ownSession),
});

/** Body of `PUT /api/v1/password`. */
export const passwordBody = z.object({ current: password, next: password });

const grant = z.object({
  /** Globs of repository names. */
  repositories: z.array(text(255)).check(z.minLength(1), z.maxLength(50)),
  actions: z.array(z.enum(tokenActions)).check(z.minLength(1)),
});

const ownToken = z.object({
  id: z.string(),
  label: z.string(),
  /** What it is narrowed to; null for all that its owner may do. */
  grants: z.nullable(z.array(grant)),
  createdAtMs: z.number(),
  expiresAtMs: z.nullable(z.number()),
  usedAtMs: z.nullable(z.number()),
  usedFrom: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/tokens`. */
export const ownTokens = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  tokens: z.array(ownToken),
});

/** Body of `POST /api/v1/tokens`. */
export const newTokenBody = z.object({
  label: text(100),
  /** Null for one that does not end by itself. */
  lifetimeDays: z.nullable(z.int().check(z.minimum(1), z.maximum(3_650))),
  grants: z.nullable(z.array(grant).check(z.minLength(1), z.maxLength(20))),
});

/** Answer of `POST /api/v1/tokens`. */
export const newTokenAnswer = z.object({
  token: ownToken,
  /** What to sign in with. Nobody can be told it again. */
  text: z.string(),
});

export type Viewer = z.output<typeof viewer>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
export type OwnSession = z.output<typeof ownSession>;
export type OwnSessions = z.output<typeof ownSessions>;
export type OwnToken = z.output<typeof ownToken>;
export type OwnTokens = z.output<typeof ownTokens>;
export type NewTokenBody = z.output<typeof newTokenBody>;
export type NewTokenAnswer = z.output<typeof newTokenAnswer>;
