'use client';

import { PushCommands } from './push-commands';

/** The whole page of a registry that holds nothing yet. */
export function FirstPush() {
  return (
    <section aria-labelledby="first-push" className="max-w-3xl rounded-box border border-line bg-surface">
      <div className="border-line border-b px-4 py-4 sm:px-6 sm:py-5">
        <h2 id="first-push" className="font-semibold text-section tracking-tight">
          Push the first image
        </h2>
        <p className="mt-1 text-ink-soft">
          This registry is empty. A repository begins with the first image that is pushed to it.
        </p>
      </div>
      <div className="px-4 py-4 sm:px-6 sm:py-5">
        <PushCommands repository="library/alpine" local="alpine:latest" />
      </div>
      <p
        role="status"
        className="flex items-center gap-2 border-line border-t px-4 py-3 text-ink-dim text-meta sm:px-6"
      >
        <span className="relative flex size-2" aria-hidden="true">
          <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60" />
          <span className="size-2 rounded-full bg-accent" />
        </span>
        Waiting for the first push. It appears here by itself.
      </p>
    </section>
  );
}
