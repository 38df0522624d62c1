import type { Auth } from '@/lib/auth/auth';
import type { AccessToken } from '@/lib/auth/identity/access-tokens';
import type { IdentityError } from '@/lib/auth/identity/identity-error';
import { isRuleGlob, ruleGlobsAllowed } from '@/lib/config';
import { DashboardProblem } from '../dashboard-problem';
import { isNamed } from '../is-named';
import type { NewTokenAnswer, NewTokenBody, OwnToken, OwnTokens } from './contracts';

const dayMs = 86_400_000;

/** The access tokens of somebody as they are shown them: the newest first, those that have expired too. */
export function listOwnTokens({ accessTokens }: Auth, name: string): OwnTokens {
  return { nowMs: Date.now(), tokens: accessTokens.list(name).map(shownToken) };
}

/**
 * Makes an access token.
 * @param name whose it is
 * @param by who makes it: they themselves, when absent
 * @throws DashboardProblem when a pattern is none, or there are too many tokens
 */
export function makeOwnToken(
  { accessTokens }: Auth,
  name: string,
  { label, lifetimeDays, grants }: NewTokenBody,
  by = name,
): NewTokenAnswer {
  const strange = grants
    ?.flatMap(({ repositories }) => repositories)
    .find((glob) => !isRuleGlob(glob) || glob.includes('{user}'));
  if (strange !== undefined)
    throw new DashboardProblem(
      400,
      `${JSON.stringify(strange)} is no pattern of repositories: use ${ruleGlobsAllowed}, without {user}.`,
    );
  try {
    const expiresAtMs = lifetimeDays === null ? undefined : Date.now() + lifetimeDays * dayMs;
    const made = accessTokens.create(
      { account: name, label: label.trim() || 'token', grants: grants ?? undefined, expiresAtMs },
      by,
    );
    return { token: shownToken(made.token), text: made.text };
  } catch (error) {
    if (isNamed<IdentityError>(error, 'IdentityError')) throw new DashboardProblem(409, `${error.message}.`);
    throw error;
  }
}

/**
 * Puts another access token into the place of one, which ends at once.
 * @param by who does that
 * @throws DashboardProblem when there is none of this id
 */
export function rotateToken({ accessTokens, directory }: Auth, id: string, by: string): NewTokenAnswer {
  const rotated = accessTokens.rotate(id, by);
  if (!rotated) throw new DashboardProblem(404, 'This token was revoked or rotated already.');
  directory.forget();
  return { token: shownToken(rotated.token), text: rotated.text };
}

/** Ends an access token of whoever asks. @returns false when they have none of this id */
export function revokeOwnToken({ accessTokens, directory }: Auth, name: string, id: string): boolean {
  if (accessTokens.get(id)?.account !== name) return false;
  const isRevoked = accessTokens.revoke(id);
  directory.forget();
  return isRevoked;
}

/** An access token as it is shown: without its secret, which nobody has. */
export function shownToken({
  id,
  label,
  grants,
  createdAtMs,
  expiresAtMs,
  usedAtMs,
  usedFrom,
}: AccessToken): OwnToken {
  return {
    id,
    label,
    grants:
      grants?.map(({ repositories, actions }) => ({
        repositories: [...repositories],
        actions: [...actions],
      })) ?? null,
    createdAtMs,
    expiresAtMs: expiresAtMs ?? null,
    usedAtMs: usedAtMs ?? null,
    usedFrom: usedFrom ?? null,
  };
}
