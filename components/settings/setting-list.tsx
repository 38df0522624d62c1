import type { ShownSetting } from '@/lib/dashboard/administration/settings-contract';
import { Ticked } from '../administration/ticked';

const sources = { default: 'default', file: 'file', environment: 'environment' };

/** The settings of one section: what each is, and where that was written. */
export function SettingList({ settings }: { settings: readonly ShownSetting[] }) {
  return (
    <ul className="divide-y divide-line rounded-box border border-line bg-surface">
      {settings.map((setting) => {
        const { key, description, source, where, variable } = setting;
        return (
          <li
            data-row
            key={key}
            className="grid gap-x-6 gap-y-1 px-4 py-2.5 text-table lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_13rem]"
          >
            <div className="min-w-0">
              <p className="font-medium font-mono text-meta [overflow-wrap:anywhere]">{key}</p>
              <p className="text-ink-dim text-meta [overflow-wrap:anywhere]">
                <Ticked text={description} />
              </p>
            </div>
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <Value setting={setting} />
            </p>
            <p
              className={`min-w-0 text-meta [overflow-wrap:anywhere] ${source === 'default' ? 'text-ink-dim' : ''}`}
              title={variable}
            >
              {sources[source]}
              {where !== null && <span className="block text-ink-dim">{where}</span>}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Value({ setting: { value, isSecret, source } }: { setting: ShownSetting }) {
  if (isSecret)
    return <span className="text-ink-dim">{source === 'default' ? 'not set' : 'set, and hidden'}</span>;
  if (value === null || value === '') return <span className="text-ink-dim">not set</span>;
  return <code className="font-mono text-meta">{value}</code>;
}
