import { FileBadge, FileStack, Lock, ShieldCheck } from 'lucide-react';
import type { TagRow } from '@/lib/dashboard/tags/tag-contracts';

const marks = {
  signature: { Icon: ShieldCheck, label: 'Has a signature, which was not checked here' },
  sbom: { Icon: FileStack, label: 'Has an SBOM' },
  attestation: { Icon: FileBadge, label: 'Has an attestation' },
} as const;

/** What else there is about a tag: what refers to its manifest, and what protects it. */
export function TagMarks({ tag }: { tag: Pick<TagRow, 'marks' | 'guardWords'> }) {
  const shown = tag.marks.map((mark) => marks[mark]);
  const words = tag.guardWords;
  const guard = words && { Icon: Lock, label: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
  return (
    <span className="flex shrink-0 gap-1 text-ink-dim">
      {[...shown, ...(guard ? [guard] : [])].map(({ Icon, label }) => (
        <span key={label} title={label}>
          <Icon className="size-3.5" aria-hidden="true" />
          <span className="sr-only">{label}</span>
        </span>
      ))}
    </span>
  );
}
