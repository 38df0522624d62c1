import Link from 'next/link';
import { hasDigestForm } from '@/lib/dashboard/digest-form';
import { type BaseImage, baseImageOf } from '@/lib/dashboard/images/base-image';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { manifestPath, tagPath } from '@/lib/dashboard/repository-path';
import { DigestChip } from '../digest/digest-chip';
import { By, PullFacts } from '../pull/pull-facts';
import { kindLabel } from '../tags/kind-icon';
import { Size, SizeRange } from '../ui/size';
import { Time } from '../ui/time';
import { HostileText } from './hostile-text';
import { LayerBar } from './layer-bar';
import { ManifestLink } from './manifest-link';
import { Pairs } from './pairs';
import { Fact, Panel } from './panel';
import { PlatformMatrix } from './platform-matrix';

/** What a manifest is, at a look. */
export function OverviewTab({ view }: { view: ManifestView }) {
  const { repository, kind, layers, layersOmitted, config } = view;
  const base = baseImageOf(view.annotations);
  return (
    <>
      {view.children.length > 0 && <PlatformMatrix view={view} />}
      {layers.length > 0 && kind === 'image' && (
        <Panel
          title="Layers"
          aside={
            <Link
              href={manifestPath(repository, view.digest, 'layers')}
              prefetch={false}
              className="text-accent-ink underline underline-offset-2"
            >
              {layersOmitted > 0 ? 'Show them' : `Show all ${layers.length}`}
            </Link>
          }
        >
          <div className="p-4">
            <LayerBar layers={layers} />
          </div>
        </Panel>
      )}
      <Panel title="About">
        <dl>
          <Fact name="Digest">
            <DigestChip digest={view.digest} className="-ml-1.5" />
          </Fact>
          <Fact name="Type">
            {kindLabel(kind)}
            <span className="ml-2 text-ink-dim">
              <HostileText text={view.mediaType} />
            </span>
          </Fact>
          {view.artifactType !== null && kind !== 'image' && (
            <Fact name="Artifact type">
              <HostileText text={view.artifactType} />
            </Fact>
          )}
          {config?.view?.platform && (
            <Fact name="Platform">
              <HostileText text={config.view.platform} />
            </Fact>
          )}
          <Fact name="Size">
            <ContentSize view={view} />
            <span className="text-ink-dim">
              , and <Size bytes={view.manifestBytes} /> of manifest
            </span>
          </Fact>
          {view.pushedAtMs !== null && (
            <Fact name="Pushed">
              <Time atMs={view.pushedAtMs} nowMs={view.nowMs} />
              <By actor={view.pushedBy} />
            </Fact>
          )}
          <Fact name="Pulls">
            <PullFacts {...view} />
          </Fact>
          {view.tag && (
            <Fact name={`Tag ${view.tag.name}`}>
              Points here since <Time atMs={view.tag.pushedAtMs} nowMs={view.nowMs} />
              <By actor={view.tag.pushedBy} />
              <span className="text-ink-dim">
                , pulls by this tag: <PullFacts {...view.tag} nowMs={view.nowMs} />
              </span>
            </Fact>
          )}
          {view.created !== null && (
            <Fact name="Created">
              <Created text={view.created} nowMs={view.nowMs} />
            </Fact>
          )}
          {base && (
            <Fact name="Base image">
              <Base base={base} />
            </Fact>
          )}
          <Fact name="Tags">
            <TagLinks view={view} />
          </Fact>
          {view.subject !== null && (
            <Fact name="Refers to">
              <ManifestLink repository={repository} digest={view.subject} />
            </Fact>
          )}
          {view.parents.length > 0 && (
            <Fact name="Part of">
              {view.parents.map((digest) => (
                <ManifestLink key={digest} repository={repository} digest={digest} />
              ))}
            </Fact>
          )}
        </dl>
      </Panel>
      {view.annotations.length > 0 && <Pairs title="Annotations" pairs={view.annotations} />}
    </>
  );
}

/** What a pull takes: of an index for its smallest and its largest platform. */
function ContentSize({ view: { children, contentBytes } }: { view: ManifestView }) {
  const sizes = children.map(({ bytes }) => bytes).filter((bytes) => bytes !== null);
  if (sizes.length === 0) return <Size bytes={contentBytes} />;
  return (
    <>
      <SizeRange min={Math.min(...sizes)} max={Math.max(...sizes)} />{' '}
      <span className="text-ink-dim">a platform</span>
    </>
  );
}

function TagLinks({ view: { repository, tags, tagCount } }: { view: ManifestView }) {
  if (tagCount === 0) return <span className="text-ink-dim">None: it can be pulled by its digest</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1 font-mono">
      {tags.map((tag) => (
        <Link
          key={tag}
          href={tagPath(repository, tag)}
          prefetch={false}
          className="text-accent-ink underline underline-offset-2 [overflow-wrap:anywhere]"
        >
          {tag}
        </Link>
      ))}
      {tagCount > tags.length && <span className="text-ink-dim">and {tagCount - tags.length} more</span>}
    </span>
  );
}

/** What an image says that it was built on; that it is there, or was ever, is not known. */
function Base({ base: { name, digest } }: { base: BaseImage }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
      {name !== undefined && <HostileText text={name} />}
      {digest !== undefined &&
        (hasDigestForm(digest) ? (
          <DigestChip digest={digest} className="-ml-1.5" />
        ) : (
          <HostileText text={digest} />
        ))}
    </span>
  );
}

/** When an image was made, as it says itself; builds that are to be reproducible leave that out. */
function Created({ text, nowMs }: { text: string; nowMs: number }) {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return <HostileText text={text} />;
  if (new Date(atMs).getUTCFullYear() <= 1980)
    return <span className="text-ink-dim">Reproducible build (no date)</span>;
  return <Time atMs={atMs} nowMs={nowMs} />;
}
