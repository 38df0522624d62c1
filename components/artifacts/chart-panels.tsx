import type { ChartView } from '@/lib/dashboard/artifacts/artifact-contracts';
import { HostileText } from '../images/hostile-text';
import { Fact, Panel } from '../images/panel';
import { Preformatted } from './json-text';
import { Readme } from './readme';
import { unreadWords } from './unread-words';

/** A Helm chart: what it is, what it needs, its text and its values. */
export function ChartPanels({ chart }: { chart: ChartView }) {
  const facts: [string, string | null][] = [
    ['Name', chart.name],
    ['Version', chart.version],
    ['Version of the app', chart.appVersion],
    ['Description', chart.description],
    ['Kubernetes', chart.kubeVersion],
    ['Home', chart.home],
  ];
  return (
    <>
      <Panel title="Chart">
        <dl>
          {facts.map(([name, value]) =>
            value === null ? null : (
              <Fact key={name} name={name}>
                <HostileText text={value} links />
              </Fact>
            ),
          )}
          {chart.maintainers.length > 0 && (
            <Fact name="Maintainers">
              <HostileText
                text={chart.maintainers
                  .map(({ name, email }) => (email === null ? name : `${name} <${email}>`))
                  .join('\n')}
              />
            </Fact>
          )}
        </dl>
      </Panel>
      {chart.dependencies.length > 0 && <Dependencies dependencies={chart.dependencies} />}
      {chart.unread !== null && (
        <p className="mb-6 rounded-box border border-line bg-surface px-4 py-3 text-ink-soft text-table">
          The archive of the chart {unreadWords(chart.unread)}.
        </p>
      )}
      {chart.readme !== null && <Readme text={chart.readme} />}
      {chart.values !== null && <Preformatted title="values.yaml" text={chart.values} />}
    </>
  );
}

function Dependencies({ dependencies }: { dependencies: ChartView['dependencies'] }) {
  return (
    <Panel title={`${dependencies.length} ${dependencies.length === 1 ? 'dependency' : 'dependencies'}`}>
      <dl>
        {dependencies.map(({ name, version, repository }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one may come twice, and their order never changes.
          <Fact key={at} name={name}>
            {version !== null && (
              <span className="mr-3 font-mono text-meta">
                <HostileText text={version} />
              </span>
            )}
            {repository !== null && (
              <span className="text-ink-dim">
                <HostileText text={repository} links />
              </span>
            )}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
