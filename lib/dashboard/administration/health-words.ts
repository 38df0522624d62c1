/** What each check of the registry's health is called; a check that is not known here goes by its own name. */
const titles: Readonly<Record<string, string>> = {
  readiness: 'Taking new work',
  'directory-structure': 'Folders',
  permissions: 'Rights on the folders',
  symlinks: 'Tags',
  'disk-space': 'Disk space',
  consistency: 'Consistency of the content',
  verification: 'Bytes compared with digests',
  quarantine: 'Corrupt content',
  uploads: 'Open uploads',
  collection: 'Garbage collection',
  jobs: 'Jobs',
  database: 'Database',
  processes: 'Processes on the data folder',
  resources: 'Memory, files and event loop',
};

/** The title of a check. */
export function checkTitle(name: string): string {
  return titles[name] ?? name;
}

/** How long something took at most: `5 ms`, `0.5 s`, `10 s`. */
export function latencyWords(ms: number): string {
  if (ms < 1_000) return `${Number(ms.toFixed(1))} ms`;
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
