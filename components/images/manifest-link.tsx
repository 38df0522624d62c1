import Link from 'next/link';
import { digestFace } from '@/lib/dashboard/digest-face';
import type { ManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import { manifestPath } from '@/lib/dashboard/repository-path';

/** A digest that leads to the page of its manifest. */
export function ManifestLink({
  repository,
  digest,
  tab,
  index,
  stepKey,
}: {
  repository: string;
  digest: string;
  /** The part of its page. */
  tab?: ManifestTab;
  /** The index that it is a platform of, where it stands among the others. */
  index?: string;
  /** The key that opens it from anywhere on the page. */
  stepKey?: '[' | ']' | undefined;
}) {
  const { prefix, short, hue } = digestFace(digest);
  return (
    <Link
      href={manifestPath(repository, digest, tab, index)}
      data-key={stepKey}
      aria-keyshortcuts={stepKey}
      prefetch={false}
      title={digest}
      className="digest-chip -ml-1.5 underline decoration-line underline-offset-4"
    >
      <span className="digest-hue flex size-3 items-center justify-center" data-hue={hue} aria-hidden="true">
        <span className="size-2.5 rounded-[3px] bg-current" />
      </span>
      <span>
        <span className="text-ink-dim">{prefix}</span>
        {short}
      </span>
    </Link>
  );
}
