import { Box, Boxes, FileBadge, FileStack, type LucideIcon, Package, ShieldCheck, Ship } from 'lucide-react';
import type { ContentKind } from '@/lib/dashboard/images/content-kinds';

const looks: Readonly<Record<ContentKind, { Icon: LucideIcon; label: string }>> = {
  image: { Icon: Box, label: 'Image' },
  index: { Icon: Boxes, label: 'Multi-platform image' },
  'helm chart': { Icon: Ship, label: 'Helm chart' },
  signature: { Icon: ShieldCheck, label: 'Signature' },
  sbom: { Icon: FileStack, label: 'SBOM' },
  attestation: { Icon: FileBadge, label: 'Attestation' },
  artifact: { Icon: Package, label: 'Artifact' },
};

/** What a manifest is, as an icon with its name. */
export function KindIcon({ kind }: { kind: ContentKind }) {
  const { Icon, label } = looks[kind];
  return (
    <span title={label} className="flex shrink-0 text-ink-dim">
      <Icon className="size-4" aria-hidden="true" />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** What a kind of manifest is called. */
export function kindLabel(kind: ContentKind): string {
  return looks[kind].label;
}
