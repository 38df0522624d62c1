import * as z from 'zod/mini';
import { writtenLengthMax } from './draft-fields';
import { retentionDecision } from './retention-contract';

const written = z.optional(z.string().check(z.maxLength(writtenLengthMax)));

/** A policy as somebody writes it: each setting as text, lists with commas. */
export const draftBody = z.object({
  name: written,
  repositories: written,
  tags: written,
  keepLast: written,
  keepTags: written,
  keepVersions: written,
  keepPulledWithin: written,
  keepPushedWithin: written,
  untaggedAfter: written,
  immutable: written,
  protected: written,
});

/** What of a simulation is shown. */
export const draftView = z.object({
  /** `yes` leaves the policies in force out, but for what they protect. */
  alone: z.optional(z.literal('yes')),
  /** The number of a policy of the database, in whose place the draft stands; else it is the last of all. */
  policy: z.optional(z.string().check(z.regex(/^\d{1,15}$/))),
  /** `yes`: what would be without that policy; the draft is not read. */
  without: z.optional(z.literal('yes')),
  /** `yes`: looked at longer, for who is about to save it. */
  thorough: z.optional(z.literal('yes')),
  show: z._default(z.enum(['going', 'staying']), 'going'),
  /** Only tags of this repository are listed; the figures are of all. */
  repository: z.optional(z.string().check(z.maxLength(255))),
  /** How many tags of the list come before the page. */
  from: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
});

const decision = z.extend(retentionDecision, {
  /** Whether it would go without the draft as well. */
  wouldGoBefore: z.boolean(),
});

/** What would become of all tags. */
export const draftSimulation = z.object({
  repositories: z.number(),
  tags: z.number(),
  removed: z.number(),
  /** Of these, those that would stay without the draft. */
  removedBesides: z.number(),
  /** Tags that would go without the draft, and stay with it. */
  spared: z.number(),
  /** Manifests that no tag reaches any more when these have gone. */
  manifests: z.number(),
  /** What comes free when they are collected, at least; and what of them something else needs. */
  freedBytes: z.number(),
  keptBytes: z.number(),
  /** Whether every tag was looked at in the time that a page waits. */
  isComplete: z.boolean(),
  /** Stands for the tags that would go: what is saved with it is refused when others would. Null unless complete. */
  state: z.nullable(z.string()),
  /** The repositories that lose most tags. */
  byRepository: z.array(z.object({ repository: z.string(), tags: z.number(), removed: z.number() })),
  /** A page of the tags that are shown. */
  decisions: z.array(decision),
  /** How many there are of these. */
  total: z.number(),
  /** Where the next page begins; null when there is none. */
  next: z.nullable(z.number()),
});

/** Answer of `GET /api/v1/retention/draft`: what a policy would do that nobody has saved. Nothing is changed. */
export const draftAnswer = z.object({
  /** What is wrong with it: with a mistake it is no policy, and nothing is simulated. */
  mistakes: z.array(z.object({ field: z.string(), message: z.string() })),
  /** Whether the server applies the policies: `retention.enabled`. */
  isApplied: z.boolean(),
  /** The policy in words, and as the configuration has it; null with a mistake. */
  policy: z.nullable(z.object({ says: z.array(z.string()), yaml: z.string(), json: z.string() })),
  simulation: z.nullable(draftSimulation),
});

/** Body of `POST /api/v1/retention/policies` and of `PUT …/{policy}`. */
export const policyBody = z.extend(draftBody, {
  isEnabled: z.boolean(),
  /** The `state` of the simulation of this change; null where it changes nothing now, as for a new one that is off. */
  state: z.nullable(z.string().check(z.maxLength(100))),
  /** Makes the change though nobody knows what it would remove: for who was answered `not-simulated`. */
  unsimulated: z.optional(z.literal(true)),
});

/** Query of `DELETE /api/v1/retention/policies/{policy}`. */
export const policyRemoval = z.object({
  state: z.optional(z.string().check(z.maxLength(100))),
  /** As `unsimulated` of a change. */
  unsimulated: z.optional(z.literal('yes')),
});

/** Answer of `POST /api/v1/retention/policies`. */
export const madePolicy = z.object({ number: z.number() });

export type PolicyBody = z.output<typeof policyBody>;
export type Draft = z.output<typeof draftBody>;
export type DraftView = z.output<typeof draftView>;
export type DraftAnswer = z.output<typeof draftAnswer>;
export type DraftSimulation = z.output<typeof draftSimulation>;
