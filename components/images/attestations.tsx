import { ManifestLink } from './manifest-link';

interface AttestationsProps {
  repository: string;
  digests: string[];
  /** What they are to what they stand by: "Attested by". */
  words: string;
}

/** The manifests that say something of another one. */
export function Attestations({ repository, digests, words }: AttestationsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 text-ink-dim text-meta">
      {words}
      {digests.map((digest) => (
        <ManifestLink key={digest} repository={repository} digest={digest} tab="content" />
      ))}
    </div>
  );
}
