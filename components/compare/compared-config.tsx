'use client';

import { useState } from 'react';
import { type ConfigChange, configChanges } from '@/lib/dashboard/compare/config-changes';
import type { ConfigView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { HostileText } from '../images/hostile-text';
import { Panel } from '../images/panel';
import { SecretToggle } from '../images/secret-toggle';

/** What two configs say differently; values that look secret are hidden until somebody wants to see them. */
export function ComparedConfig({ a, b }: { a: ConfigView; b: ConfigView }) {
  const [isShown, setShown] = useState(false);
  const { changes, same } = configChanges(a, b);
  const secrets = changes.some(({ isSecret }) => isSecret);
  return (
    <Panel
      title="Config"
      aside={
        <>
          {changes.length.toLocaleString('en')} different, {same.toLocaleString('en')} the same
          {secrets && <SecretToggle isShown={isShown} onToggle={() => setShown(!isShown)} className="ml-4" />}
        </>
      }
    >
      {changes.length === 0 ? (
        <p className="px-4 py-6 text-center text-ink-soft text-table">Both configs say the same.</p>
      ) : (
        <dl>
          {changes.map((change) => (
            <Change key={`${change.group}\n${change.name}`} change={change} isShown={isShown} />
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Change({
  change: { group, name, a, b, isSecret },
  isShown,
}: {
  change: ConfigChange;
  isShown: boolean;
}) {
  const isHidden = isSecret && !isShown;
  return (
    <div className="grid gap-x-6 gap-y-1 border-line border-b px-4 py-2 text-table last:border-b-0 lg:grid-cols-[14rem_minmax(0,1fr)_minmax(0,1fr)]">
      <dt className="min-w-0 text-ink-soft [overflow-wrap:anywhere]">
        <bdi>{plainText(name)}</bdi>
        {group !== '' && <span className="block text-ink-dim text-meta">{group}</span>}
      </dt>
      <Value word="First" value={a} isHidden={isHidden} />
      <Value word="Second" value={b} isHidden={isHidden} />
    </div>
  );
}

function Value({ word, value, isHidden }: { word: string; value: string | null; isHidden: boolean }) {
  return (
    <dd className="flex min-w-0 gap-x-2 font-mono text-meta leading-5">
      <span className="w-12 shrink-0 font-sans text-ink-dim lg:sr-only">{word}</span>
      {value === null ? (
        <span className="font-sans text-ink-dim">not there</span>
      ) : isHidden ? (
        <span className="text-ink-dim">hidden</span>
      ) : (
        <HostileText text={value} />
      )}
    </dd>
  );
}
