/** A part of the suite that a run leaves out, and why. */
export interface ExpectedSkip {
  /** A whole area of the summary, e.g. `Sparse Manifests`, or the name of a test. */
  name: string | RegExp;
  /** What the suite says when it skips the test; absent for what is disabled by its configuration. */
  message?: string;
  reason: string;
}

/** Left out of every run. */
export const alwaysSkipped: ExpectedSkip[] = [
  {
    name: 'Sparse Manifests',
    reason:
      'disabled by the suite itself unless asked for: a manifest is refused while content that it names is missing',
  },
];

/** Left out of the run that is to leave its content in the registry. */
export const skippedWithoutDeletes: ExpectedSkip[] = [
  ...alwaysSkipped,
  {
    name: /^(Blob|Manifest|Tag) delete( atomic)?$/,
    reason: 'deletes are disabled, so that the content stays',
  },
  {
    name: /\/(blob|manifest|tag)-delete(-atomic)?$/,
    reason: 'deletes are disabled, so that the content stays',
  },
];

/** Left out of a run in repositories that hold the content of an earlier one. */
export const skippedOverOldContent: ExpectedSkip[] = [
  ...alwaysSkipped,
  {
    name: /\/blob-delete$/,
    message: 'registry returned status 405',
    reason: 'manifests of the earlier run, which stay, name the blob: deleting it would break them',
  },
];
