import type { ServerResponse } from 'node:http';
import type { LiveEvent } from '@/lib/dashboard/live/live-contract';
import type { Exchange } from '@/lib/http/exchange';
import { isRepositoryName } from '@/lib/oci/repository-name';
import type { Server } from '../../server';
import { type Caller, isAuditor, presentCaller, visibleTo } from '../caller';
import type { Changes, ChangeWatch } from './change-watch';

/** A sign of life this often: proxies end a connection on which nothing comes for a minute. */
const beatEveryMs = 20_000;
/** After how long a browser comes back whose connection ended. */
const retryMs = 3_000;
/** A client that does not take what it is sent is let go: it will come back. */
const backlogBytesMax = 256 * 1024;
/** Repositories that are told one by one. */
const repositoriesMax = 200;

/** Who listens, and how their answer goes out. */
interface Listening {
  server: Server;
  watch: ChangeWatch;
  exchange: Exchange;
  caller: Caller;
  /** Whether what changed a moment before is told too, in milliseconds. */
  lastMs: number;
}

/**
 * Tells a caller of what changes in what they may pull, as server-sent events, until they go, the server ends, or
 * they may no longer listen. Who they are and what they may do is asked again for each event, and at each sign of life.
 */
export async function followChanges(
  { server, watch, exchange, caller, lastMs }: Listening,
  response: ServerResponse,
): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  const write = (text: string) => {
    if (ended.signal.aborted) return;
    response.write(text);
    if (response.writableLength > backlogBytesMax) response.destroy();
  };
  let pending: Changes | undefined;
  let isTelling = false;
  const eventsFor = new EventsFor(server);
  const tell = async () => {
    if (isTelling) return;
    isTelling = true;
    try {
      while (pending && !ended.signal.aborted) {
        const present = await presentCaller(server, exchange, caller);
        if (!present) return end();
        // What came meanwhile goes with it.
        const changes = pending;
        pending = undefined;
        write(eventsFor.caller(present, changes).map(messageOf).join(''));
        // Whether they see each of very many took a while.
        if ((changes.repositories?.size ?? 0) > repositoriesMax) await new Promise(setImmediate);
      }
    } catch (error) {
      server.log.error({ err: error }, 'a listener could not be told of changes');
      end();
    } finally {
      isTelling = false;
    }
  };
  const hear = (changes: Changes) => {
    pending = pending ? joined(pending, changes) : changes;
    void tell();
  };
  const beat = async () => {
    const isPresent = (await presentCaller(server, exchange, caller).catch(() => undefined)) !== undefined;
    if (isPresent) write(':\n\n');
    else end();
  };
  response.once('close', end);
  server.ending.addEventListener('abort', end);
  if (response.destroyed || server.ending.aborted) end();
  write(`retry: ${retryMs}\n\n`);
  const stop = watch.listen(hear);
  const { uploads } = watch;
  const repositories = lastMs > 0 ? watch.movedWithin(lastMs) : new Set<never>();
  if (uploads.length + repositories.size > 0) hear({ repositories, jobs: false, uploads });
  const beats = setInterval(() => void beat(), beatEveryMs).unref();
  if (!ended.signal.aborted)
    await new Promise((resolve) => ended.signal.addEventListener('abort', resolve, { once: true }));
  clearInterval(beats);
  stop();
  server.ending.removeEventListener('abort', end);
  response.off('close', end);
}

function joined(a: Changes, b: Changes): Changes {
  return {
    repositories: a.repositories && b.repositories && new Set([...a.repositories, ...b.repositories]),
    jobs: a.jobs || b.jobs,
    uploads: b.uploads ?? a.uploads,
  };
}

/** What of changes a caller is told: of repositories that they may pull from, and of what they may read. */
class EventsFor {
  readonly #server: Server;
  /** The uploads that they were told of last: that others come further is not to be seen either. */
  #uploads = '[]';

  constructor(server: Server) {
    this.#server = server;
  }

  caller(caller: Caller, { repositories, jobs, uploads }: Changes): LiveEvent[] {
    const seen = visibleTo(this.#server, caller);
    const sees = (name: string) => isRepositoryName(name) && (seen === undefined || seen.sees(name));
    const told = [...(repositories ?? [])].filter(sees);
    // When nobody knows of which repositories there is something to tell, whoever does not see all is told nothing.
    const isTooMuch = told.length > repositoriesMax || (repositories === undefined && seen === undefined);
    const events: LiveEvent[] = isTooMuch
      ? [{ topic: 'everything' }]
      : told.map((repository) => ({ topic: 'repository', repository }));
    if (jobs && isAuditor(this.#server, caller)) events.push({ topic: 'jobs' });
    const seenUploads = uploads?.filter(({ repository }) => sees(repository));
    const text = JSON.stringify(seenUploads ?? []);
    if (!seenUploads || text === this.#uploads) return events;
    this.#uploads = text;
    return [...events, { topic: 'uploads', uploads: seenUploads }];
  }
}

function messageOf(event: LiveEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
