'use client';

import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import type { ShownSetting } from '@/lib/dashboard/administration/settings-contract';
import { settingsQuery } from '@/lib/dashboard/administration/settings-queries';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { Notice } from '../feedback/notice';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';
import { AddressCheck } from './address-check';
import { SettingList } from './setting-list';

/** The configuration with which the server started. It is changed in the file or the environment, not here. */
export function SettingsBrowser() {
  const [text, setText] = useState('');
  const [isChangedOnly, setChangedOnly] = useState(false);
  const query = useQuery(settingsQuery);
  const { data } = query;
  // What is typed is shown at once, and the list after it.
  const wanted = useDeferredValue(text);
  const sections = useMemo(
    () => (data ? bySection(data.settings, wanted, isChangedOnly) : []),
    [data, wanted, isChangedOnly],
  );
  return (
    <>
      <PageHeader
        title="Settings"
        action={
          <Link href="/settings/doctor" className={buttonClass('plain')}>
            Look at the proxy
          </Link>
        }
      />
      <Unloaded what="The settings" query={query} />
      {data && (
        <>
          <p className="-mt-2 mb-4 max-w-3xl text-ink-soft text-table">
            CyberDock {data.version} on Node.js {data.node}, reached as {data.publicOrigin}. These are the
            settings with which the server started; they are changed in cyberdock.yaml or the environment, and
            count from the next start.
          </p>
          <AddressCheck
            configured={data.settings.find(({ key }) => key === 'server.publicUrl')?.value ?? null}
          />
          <div className="mb-5 flex max-w-3xl flex-wrap items-center gap-x-4 gap-y-2">
            <input
              type="search"
              value={text}
              onChange={(event) => setText(event.target.value)}
              aria-label="Find a setting"
              placeholder="Find a setting"
              className={controlClass('flex-1 basis-56')}
            />
            <label className="flex items-center gap-2 text-table">
              <input
                type="checkbox"
                checked={isChangedOnly}
                onChange={(event) => setChangedOnly(event.target.checked)}
                className="size-4 accent-accent-fill"
              />
              Only what is not the default
            </label>
          </div>
          {sections.length === 0 && (
            <Notice
              Icon={SearchX}
              title="No setting matches"
              actions={
                <button
                  type="button"
                  className={buttonClass('plain')}
                  onClick={() => {
                    setText('');
                    setChangedOnly(false);
                  }}
                >
                  Show all settings
                </button>
              }
            >
              {isChangedOnly ? 'Everything that matches has its default.' : 'Look for another word.'}
            </Notice>
          )}
          <Sections sections={sections} />
        </>
      )}
    </>
  );
}

const Sections = memo(function Sections({ sections }: { sections: readonly [string, ShownSetting[]][] }) {
  return sections.map(([section, settings]) => (
    <Panel key={section} title={section}>
      <SettingList settings={settings} />
    </Panel>
  ));
});

function bySection(
  settings: readonly ShownSetting[],
  text: string,
  isChangedOnly: boolean,
): [string, ShownSetting[]][] {
  const wanted = text.trim().toLowerCase();
  const sections = new Map<string, ShownSetting[]>();
  for (const setting of settings) {
    const { key, description, section, source, variable } = setting;
    if (isChangedOnly && source === 'default') continue;
    if (!`${key} ${variable} ${description}`.toLowerCase().includes(wanted)) continue;
    sections.set(section, [...(sections.get(section) ?? []), setting]);
  }
  return [...sections];
}
