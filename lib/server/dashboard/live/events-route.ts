import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { eventsQuery } from '@/lib/dashboard/live/live-query';
import { currentExchange } from '@/lib/http/exchange';
import type { Storage } from '@/lib/storage/storage';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';
import { ChangeWatch } from './change-watch';
import { followChanges } from './follow-changes';
import { LivePlaces } from './live-places';

/** How long who finds no place is to wait. */
const retryAfterS = 60;

interface Live {
  watch: ChangeWatch;
  places: LivePlaces;
}

/** One as long as the storage is open, for all who listen. */
const liveOf = new WeakMap<Storage, Live>();

/** `GET /api/v1/events`: what changes in what the caller may pull, as server-sent events, each a `liveEvent`. */
export const getEvents = apiRoute(
  { for: 'reader', query: eventsQuery },
  ({ server, caller, sender, query }) => {
    const { watch, places } = liveFor(server);
    const { kind, name } = caller.principal;
    const key = kind === 'anonymous' ? `at ${sender.address ?? ''}` : `of ${name}`;
    if (!server.isReady()) throw new DashboardProblem(503, 'The registry ends.', { retryAfterS: 5 });
    if (!places.isFree(key))
      throw new DashboardProblem(429, 'Too many listen already. Ask for what you want to know instead.', {
        code: 'busy',
        retryAfterS,
      });
    const exchange = currentExchange();
    return {
      events: async (response) => {
        const leave = places.take(key);
        if (!leave) return;
        try {
          await followChanges({ server, watch, exchange, caller, ...query }, response);
        } finally {
          leave();
        }
      },
    };
  },
);

function liveFor({ content, log }: Pick<Server, 'content' | 'log'>): Live {
  let live = liveOf.get(content);
  if (!live) {
    const watch = new ChangeWatch(content.parts, (error) =>
      log.error({ err: error }, 'changes could not be looked for'),
    );
    live = { watch, places: new LivePlaces() };
    liveOf.set(content, live);
  }
  return live;
}
