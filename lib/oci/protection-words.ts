/** Who protected a tag in the dashboard, and when. */
export interface Protection {
  /** Null when its file does not say it. */
  by: string | null;
  /** Milliseconds since 1970. */
  atMs: number;
}

/** As an error or a plan says it: `protected in the dashboard by alice on 2026-11-27`. */
export function protectionWords({ by, atMs }: Protection): string {
  const who = by === null || by === 'anonymous' ? '' : ` by ${by}`;
  return `protected in the dashboard${who} on ${new Date(atMs).toISOString().slice(0, 10)}`;
}
