/** What one check of the registry's health found. */
export interface HealthCheck {
  name: HealthCheckName;
  /** `warning`: somebody should look at it some day; `failing`: something does not work, or content is damaged. */
  status: 'ok' | 'warning' | 'failing';
  /** What was found, in one sentence. */
  detail: string;
  /** What a person should do about it; null when all is well. */
  whatToDo: string | null;
  /** The numbers behind it. */
  data: Record<string, unknown>;
}

/** The checks, in the order in which they are reported. */
export const healthCheckNames = [
  'readiness',
  'directory-structure',
  'permissions',
  'symlinks',
  'disk-space',
  'consistency',
  'verification',
  'quarantine',
  'uploads',
  'collection',
  'jobs',
  'database',
  'processes',
  'resources',
] as const;

export type HealthCheckName = (typeof healthCheckNames)[number];

/** All is well. */
export function ok(name: HealthCheckName, detail: string, data: Record<string, unknown> = {}): HealthCheck {
  return { name, status: 'ok', detail, whatToDo: null, data };
}

/** Something is to be done. */
export function wrong(
  name: HealthCheckName,
  status: 'warning' | 'failing',
  detail: string,
  whatToDo: string,
  data: Record<string, unknown> = {},
): HealthCheck {
  return { name, status, detail, whatToDo, data };
}
