import type { Mistake } from './config-error';
import { nearest } from './nearest';
import { settings } from './schema';

/** Variables of the process, as in `process.env`. */
export type Environment = Record<string, string | undefined>;

/** The variable that names the configuration file. */
export const fileVariable = 'CYBERDOCK_CONFIG';

/**
 * Kubernetes tells every container of the services beside it. A service named `cyberdock` gives
 * `CYBERDOCK_SERVICE_HOST`, `CYBERDOCK_PORT=tcp://10.0.0.1:5000`, `CYBERDOCK_PORT_5000_TCP_ADDR` and others: they are
 * no settings and no mistakes.
 */
const serviceLink =
  /^CYBERDOCK_(SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

function isForeign(name: string, value: string): boolean {
  return (
    name === fileVariable ||
    name.startsWith('CYBERDOCK_TEST_') ||
    // Of the command line alone.
    name === 'CYBERDOCK_DOCTOR_PASSWORD' ||
    serviceLink.test(name) ||
    (name === 'CYBERDOCK_PORT' && /^(tcp|udp|sctp):\/\//.test(value))
  );
}

/** @returns the variables that set something, by the setting's key. An empty variable sets nothing. */
export function readEnvironment(env: Environment): Map<string, { variable: string; value: string }> {
  const found = new Map<string, { variable: string; value: string }>();
  for (const { key, variable } of settings) {
    const value = env[variable];
    if (value !== undefined && value !== '') found.set(key, { variable, value });
  }
  return found;
}

/** @returns a mistake for each `CYBERDOCK_…` variable that is no setting. */
export function unknownVariables(env: Environment): Mistake[] {
  const known = settings.map(({ variable }) => variable);
  return Object.entries(env)
    .filter(
      ([name, value]) =>
        name.startsWith('CYBERDOCK_') && !known.includes(name) && !isForeign(name, value ?? ''),
    )
    .map(([name]) => {
      const sameEnd = known.find((variable) => variable.endsWith(name.slice('CYBERDOCK'.length)));
      const meant = nearest(name, [...known, fileVariable]) ?? sameEnd;
      return {
        problem: 'there is no such variable',
        hint: meant === undefined ? undefined : `did you mean ${meant}?`,
        where: name,
      };
    });
}

/** @returns the variables of this process that have nothing to do with CyberDock: for a child with settings of its own. */
export function environmentWithoutSettings(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CYBERDOCK_')));
}
