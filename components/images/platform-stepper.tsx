'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ManifestChild, ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { manifestQuery } from '@/lib/dashboard/images/manifest-queries';
import type { ManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import { platformSteps } from '@/lib/dashboard/images/platform-steps';
import { plainText } from '@/lib/dashboard/plain-text';
import { manifestPath } from '@/lib/dashboard/repository-path';
import { buttonClass } from '../ui/button';
import { ManifestLink } from './manifest-link';

interface PlatformStepperProps {
  view: ManifestView;
  /** The index by which somebody came here. */
  index: string;
  tab: ManifestTab;
}

/** The way from one platform of an index to the next and the one before, which `]` and `[` go too. */
export function PlatformStepper({ view: { repository, digest }, index, tab }: PlatformStepperProps) {
  const { data } = useQuery(manifestQuery(repository, index));
  const steps = data && platformSteps(data.children, digest);
  if (!steps) return null;
  const step = (words: string, key: string, Icon: LucideIcon, to: ManifestChild | undefined) =>
    to && (
      <Link
        href={manifestPath(repository, to.digest, tab, index)}
        prefetch={false}
        data-key={key}
        aria-keyshortcuts={key}
        aria-label={`${words} platform: ${plainText(to.platform ?? to.digest)}`}
        className={buttonClass('plain', 'h-7 px-2')}
      >
        <Icon className="size-3.5" aria-hidden="true" />
        <span className="text-ink-dim text-meta" aria-hidden="true">
          {key}
        </span>
      </Link>
    );
  return (
    <nav
      aria-label="Platforms of the index"
      className="-mt-1 mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft text-table"
    >
      {step('Previous', '[', ChevronLeft, steps.before)}
      {step('Next', ']', ChevronRight, steps.after)}
      <span>
        Platform {steps.at} of {steps.count} of the index
      </span>
      <ManifestLink repository={repository} digest={index} />
    </nav>
  );
}
