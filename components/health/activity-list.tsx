import { latencyWords } from '@/lib/dashboard/administration/health-words';
import type { Activity } from '@/lib/dashboard/health-contract';
import { ListHead } from '../administration/list-head';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[minmax(0,1fr)_6rem_6rem_6rem_6rem_6rem_6rem]';
const grouped = new Intl.NumberFormat('en');

interface ActivityListProps {
  routes: Activity['routes'];
  /** Requests a second of an endpoint since the look before; undefined at the first look. */
  rateOf: (route: Activity['routes'][number]) => number | undefined;
}

/** The endpoints that clients ask: how often, how fast, how many errors. */
export function ActivityList({ routes, rateOf }: ActivityListProps) {
  return (
    <div className="rounded-box border border-line bg-surface">
      <ListHead columns={`text-right ${columns}`}>
        <span className="text-left">Endpoint</span>
        <span>A second</span>
        <span>Requests</span>
        <span>Half within</span>
        <span>95 % within</span>
        <span>Refused</span>
        <span>Failed</span>
      </ListHead>
      <ul aria-label="Requests" className="divide-y divide-line">
        {routes.map((figures) => {
          const { route, method, requests, clientErrors, serverErrors, medianMs, slowMs } = figures;
          const rate = rateOf(figures);
          return (
            <li
              key={`${method} ${route}`}
              className={`grid items-center px-4 py-2 text-right text-table tabular-nums lg:h-10 lg:py-0 ${columns}`}
            >
              <span
                className="min-w-0 truncate text-left font-mono text-meta max-lg:col-span-2"
                title={`${method} ${route}`}
              >
                {method} {route}
              </span>
              <span className="max-lg:hidden">{rate === undefined ? '–' : rate.toFixed(1)}</span>
              <span className="max-lg:text-left max-lg:text-meta">
                {grouped.format(requests)}
                <span className="text-ink-dim lg:hidden"> requests</span>
              </span>
              <span className="text-ink-soft max-lg:hidden">{latencyWords(medianMs)}</span>
              <span className="text-ink-soft max-lg:text-meta">
                <span className="text-ink-dim lg:hidden">95 % within </span>
                {latencyWords(slowMs)}
              </span>
              <span className="text-ink-soft max-lg:text-left max-lg:text-meta">
                {grouped.format(clientErrors)}
                <span className="text-ink-dim lg:hidden"> refused</span>
              </span>
              <span
                className={`max-lg:text-meta ${serverErrors > 0 ? 'font-medium text-danger' : 'text-ink-soft'}`}
              >
                {grouped.format(serverErrors)}
                <span className="lg:hidden"> failed</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
