'use client';

import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { commandWords } from '@/lib/dashboard/images/command-words';
import type { ConfigView, ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { ConfigActions } from './config-actions';
import { HostileText } from './hostile-text';
import { Pairs } from './pairs';
import { Fact, Panel } from './panel';
import { SecretToggle } from './secret-toggle';

/** What the config of an image says; values that look secret are hidden until somebody wants to see them. */
export function ConfigTab({
  manifest,
  config,
}: {
  manifest: ManifestView;
  config: NonNullable<ManifestView['config']>;
}) {
  const { view } = config;
  if (!config.isThere || !view)
    return (
      <>
        {config.isThere && <ConfigActions view={manifest} config={config} />}
        <p className="rounded-box border border-line bg-surface px-6 py-12 text-center text-ink-soft text-table">
          {config.isThere
            ? `The config is of the type ${config.mediaType}, which is not read here.`
            : 'The config is referenced, not stored.'}
        </p>
      </>
    );
  const facts: [string, string | null][] = [
    ['Entrypoint', commandWords(view.entrypoint)],
    ['Command', commandWords(view.cmd)],
    ['User', view.user],
    ['Working directory', view.workingDir],
    ['Ports', view.ports.join(', ') || null],
    ['Volumes', view.volumes.join(', ') || null],
    ['Health check', commandWords(view.healthcheck)],
    ['Stop signal', view.stopSignal],
    ['Author', view.author],
  ];
  const said = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  return (
    <>
      <ConfigActions view={manifest} config={config} />
      <Panel title="Runs">
        <dl>
          {said.length === 0 && <Fact name="Nothing">The config says nothing of how to run the image.</Fact>}
          {said.map(([name, value]) => (
            <Fact key={name} name={name}>
              <span className="font-mono text-meta leading-5">
                <HostileText text={value} />
              </span>
            </Fact>
          ))}
        </dl>
      </Panel>
      {view.env.length > 0 && <Environment env={view.env} />}
      {view.labels.length > 0 && <Pairs title="Labels" pairs={view.labels} />}
    </>
  );
}

function Environment({ env }: { env: ConfigView['env'] }) {
  const [isShown, setShown] = useState(false);
  const secrets = env.filter(({ isSecret }) => isSecret).length;
  return (
    <Panel
      title="Environment"
      aside={secrets > 0 && <SecretToggle isShown={isShown} onToggle={() => setShown(!isShown)} />}
    >
      {secrets > 0 && (
        <p className="flex items-start gap-2 border-amber-line border-b bg-amber-wash px-4 py-2 text-table">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
          {secrets === 1 ? 'One value looks' : `${secrets} values look`} like a secret. Everybody who may pull
          this image can read it: replace it, and pass it when the container starts.
        </p>
      )}
      <dl>
        {env.map(({ name, value, isSecret }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and their order never changes.
          <Fact key={at} name={name}>
            <span className="font-mono text-meta leading-5">
              {isSecret && !isShown ? (
                <span className="text-ink-dim">hidden</span>
              ) : (
                <HostileText text={value} />
              )}
            </span>
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
