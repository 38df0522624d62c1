import { stringify } from 'yaml';
import { z } from 'zod';
import { showGiven } from './config-error';
import { formatDuration } from './duration';
import { policyConfig, policySettings, type RetentionPolicy, type WrittenPolicy } from './sections/retention';
import { allowedOf, givenAt, type SettingMeta } from './setting';

/** The settings of a policy, in the order of the reference page. */
const policyFields = Object.keys(policySettings) as (keyof WrittenPolicy)[];

/** What is wrong with one setting of a policy, in the words of the messages about the configuration. */
export interface PolicyMistake {
  field: string;
  message: string;
}

/** A policy as it was read, or all that is wrong with it: one with a mistake is no policy at all. */
export type ReadPolicy = { policy: RetentionPolicy } | { mistakes: PolicyMistake[] };

const policySchema = z.strictObject(policySettings);

/**
 * Reads one policy as an entry of `retention.policies` is read.
 * @param given its settings, each as in the file or, as in a variable, as text
 */
export function readRetentionPolicy(given: Readonly<Record<string, unknown>>): ReadPolicy {
  const read = policySchema.safeParse(given);
  if (read.success) return { policy: policyConfig(read.data) };
  const mistakes = new Map<string, PolicyMistake>();
  for (const issue of read.error.issues)
    for (const one of mistakesOf(issue, given)) if (!mistakes.has(one.field)) mistakes.set(one.field, one);
  return { mistakes: [...mistakes.values()] };
}

/** The same policy as it stands in the file: plain values that `readRetentionPolicy` takes. */
export function writtenPolicy(policy: RetentionPolicy): Record<string, unknown> {
  const { id: _, keepPulledWithinMs, keepPushedWithinMs, untaggedAfterMs, ...same } = policy;
  const values: Record<string, unknown> = {
    ...same,
    keepPulledWithin: durationText(keepPulledWithinMs),
    keepPushedWithin: durationText(keepPushedWithinMs),
    untaggedAfter: durationText(untaggedAfterMs),
  };
  return Object.fromEntries(
    policyFields.flatMap((field) => (values[field] === undefined ? [] : [[field, values[field]]])),
  );
}

/** A policy as it is written into `cyberdock.yaml`, and the same as JSON, as variables have it. */
export function asConfiguration(policy: RetentionPolicy): { yaml: string; json: string } {
  const policies = [writtenPolicy(policy)];
  return {
    yaml: stringify({ retention: { policies } }, { lineWidth: 0 }),
    json: JSON.stringify(policies),
  };
}

function durationText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms);
}

function mistakesOf(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): PolicyMistake[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((field) => ({ field, message: 'there is no such setting' }));
  const field = String(issue.path[0]);
  const setting = policySettings[field as keyof typeof policySettings];
  const value = givenAt(given, issue.path);
  const problem = value === undefined ? 'it is missing' : `${showGiven(value)} is not taken`;
  const hint: unknown = issue.code === 'custom' ? issue.params?.hint : undefined;
  const parts = [problem, `allowed: ${allowedOf(setting.meta() as unknown as SettingMeta)}`];
  if (typeof hint === 'string') parts.push(`hint: ${hint}`);
  return [{ field, message: parts.join('; ') }];
}
