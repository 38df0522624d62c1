import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { jobsListQuery } from '../administration/jobs-queries';
import { storageQueryOf } from '../administration/storage-queries';
import { trashUsageQuery } from '../administration/trash-queries';
import { historyPageQuery } from '../history/history-queries';
import { manifestKeys } from '../images/manifest-queries';
import { queryKeys } from '../list-queries';
import { namespaceKey } from '../tree/namespace-queries';
import { followEvents, type Tab } from './follow-events';
import { inTurns } from './in-turns';
import { everythingLive, keysOfEvent } from './keys-of-event';
import type { LiveEvent } from './live-contract';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A tab that can be hidden, and the connections that it opened. */
class TestTab {
  readonly page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  readonly opened: (ReturnType<Tab['open']> & { isClosed: boolean })[] = [];
  readonly urls: string[] = [];
  readonly told: (LiveEvent | boolean)[] = [];
  readonly end = followEvents(
    { onEvent: (event) => this.told.push(event), onLive: (isLive) => this.told.push(isLive) },
    {
      shownAtMs: Date.now() - 300,
      page: this.page,
      open: (url) => {
        this.urls.push(url);
        const source = {
          onopen: null,
          onmessage: null,
          onerror: null,
          readyState: 1,
          isClosed: false,
          close: () => {
            source.isClosed = true;
          },
        };
        this.opened.push(source);
        return source;
      },
    },
  );

  get last() {
    const source = this.opened.at(-1);
    if (!source) throw new Error('no connection was opened');
    // What the browser calls.
    return source as unknown as {
      onopen: () => void;
      onmessage: (message: { data: string }) => void;
      onerror: () => void;
      readyState: number;
      isClosed: boolean;
    };
  }

  show(visibilityState: 'visible' | 'hidden'): void {
    this.page.visibilityState = visibilityState;
    this.page.dispatchEvent(new Event('visibilitychange'));
  }
}

describe('a tab', () => {
  test('listens through one connection, a second after it was asked to', () => {
    const tab = new TestTab();
    vi.advanceTimersByTime(999);
    expect(tab.opened).toHaveLength(0);
    vi.advanceTimersByTime(600_000);
    expect(tab.opened).toHaveLength(1);
    tab.last.onopen();
    tab.last.onmessage({ data: '{"topic":"repository","repository":"team/app"}' });
    tab.last.onmessage({ data: '{"topic":"of a newer server"}' });
    tab.last.onmessage({ data: 'no JSON' });
    expect(tab.told).toEqual([true, { topic: 'repository', repository: 'team/app' }]);
    // With what changed since it was opened.
    expect(tab.urls).toEqual(['/api/v1/events?lastMs=1300']);
  });

  test('that is hidden has none, and gets another when it is seen again', () => {
    const tab = new TestTab();
    vi.advanceTimersByTime(2_000);
    tab.last.onopen();
    tab.show('hidden');
    expect(tab.last.isClosed).toBe(true);
    expect(tab.told).toEqual([true, false]);
    vi.advanceTimersByTime(600_000);
    expect(tab.opened).toHaveLength(1);
    tab.show('visible');
    vi.advanceTimersByTime(2_000);
    expect(tab.opened).toHaveLength(2);
    expect(tab.urls.at(-1)).toBe('/api/v1/events?lastMs=1000');
  });

  test('that is refused tries again after a minute, and not while the browser does so by itself', () => {
    const tab = new TestTab();
    vi.advanceTimersByTime(2_000);
    tab.last.onopen();
    tab.last.readyState = 0;
    tab.last.onerror();
    expect(tab.told).toEqual([true, false]);
    vi.advanceTimersByTime(600_000);
    expect(tab.opened).toHaveLength(1);
    tab.last.readyState = 2;
    tab.last.onerror();
    vi.advanceTimersByTime(59_999);
    expect(tab.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(tab.opened).toHaveLength(2);
  });

  test('that the browser connects again by itself does not know what it missed', () => {
    const tab = new TestTab();
    vi.advanceTimersByTime(2_000);
    tab.last.onopen();
    tab.last.readyState = 0;
    tab.last.onerror();
    tab.last.onopen();
    expect(tab.told).toEqual([true, false, true, { topic: 'everything' }]);
    tab.show('hidden');
    tab.show('visible');
    vi.advanceTimersByTime(2_000);
    tab.last.onopen();
    expect(tab.told.slice(4)).toEqual([false, true]);
  });

  test('that is left has no connection and opens none', () => {
    const tab = new TestTab();
    vi.advanceTimersByTime(2_000);
    tab.end();
    expect(tab.last.isClosed).toBe(true);
    tab.show('visible');
    vi.advanceTimersByTime(600_000);
    expect(tab.opened).toHaveLength(1);
  });
});

test('what is asked for again goes at once, and what comes right after it together, once a second', () => {
  const asked: string[] = [];
  const { add, end } = inTurns((keys) => asked.push(JSON.stringify(keys)));
  add([['a']]);
  expect(asked).toEqual(['[["a"]]']);
  for (let count = 0; count < 100; count += 1) add([['a'], ['b']]);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(asked).toEqual(['[["a"]]', '[["a"],["b"]]']);
  vi.advanceTimersByTime(10_000);
  add([['c']]);
  expect(asked).toHaveLength(3);
  add([['d']]);
  end();
  vi.advanceTimersByTime(10_000);
  expect(asked).toHaveLength(3);
});

describe('an event makes old', () => {
  const isOld = (event: LiveEvent, key: readonly unknown[]) =>
    keysOfEvent(event).some((old) => old.every((part, index) => part === key[index]));
  const tags = (name: string) => queryKeys.tags(name, { q: '', sort: '-pushed', attached: 'folded' });
  const changed: LiveEvent = { topic: 'repository', repository: 'team/app' };

  test('of a repository, what pages know of it, and of no other', () => {
    for (const key of [
      queryKeys.repositories({ q: '', sort: 'name' }),
      namespaceKey('', undefined),
      namespaceKey('team', undefined),
      tags('team/app'),
      historyPageQuery('team/app', {}).queryKey,
      manifestKeys.view('team/app', 'v1'),
      trashUsageQuery.queryKey,
    ])
      expect(isOld(changed, key), JSON.stringify(key)).toBe(true);
    expect(isOld(changed, tags('team/other'))).toBe(false);
    expect(isOld(changed, namespaceKey('other', undefined))).toBe(false);
  });

  test('of a run, the runs and what Storage says; of uploads, nothing', () => {
    expect(isOld({ topic: 'jobs' }, jobsListQuery({}).queryKey)).toBe(true);
    expect(isOld({ topic: 'jobs' }, storageQueryOf('name').queryKey)).toBe(true);
    expect(isOld({ topic: 'jobs' }, tags('team/app'))).toBe(false);
    expect(keysOfEvent({ topic: 'uploads', uploads: [] })).toEqual([]);
  });

  test('that stands for everything, all of that', () => {
    for (const one of [changed, { topic: 'jobs' } as const])
      for (const [name] of keysOfEvent(one)) expect(everythingLive.map(([key]) => key)).toContain(name);
  });
});
