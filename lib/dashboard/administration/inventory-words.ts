import { timeWords } from '../time-words';
import { counted } from './counted';
import type { StoreItem } from './inventory-contract';
import type { StoreReason } from './store-reasons';

/** What each reason is called. */
export const reasonTitles: Readonly<Record<StoreReason, string>> = {
  goes: 'Goes',
  grace: 'In grace',
  trash: 'In the trash',
  quarantined: 'Quarantined',
  untagged: 'Untagged',
  left: 'Left alone',
  named: 'Named',
  tagged: 'Tagged',
  refers: 'Refers',
};

/** Why a thing stays or goes, in a sentence without its full stop. */
export function whyWords(item: StoreItem, nowMs: number): string {
  const links = linkWords(item);
  return links === '' ? whyOf(item, nowMs) : `${whyOf(item, nowMs)}; ${links}`;
}

function whyOf({ kind, reason, holders, dueAtMs, repository }: StoreItem, nowMs: number): string {
  const isManifest = repository !== null;
  const unneeded = isManifest ? 'No tag reaches it' : 'No manifest names it';
  const time = dueAtMs === null ? '' : timeWords(dueAtMs, nowMs);
  switch (reason) {
    case 'goes':
      if (kind === 'upload') return 'Goes: the upload got no byte for too long';
      if (!isManifest && holders === 0) return 'Goes: no repository holds it';
      return `Goes: ${unneeded.charAt(0).toLowerCase()}${unneeded.slice(1)}`;
    case 'grace':
      if (dueAtMs !== null && dueAtMs <= nowMs) return `${unneeded}; its time has come by now`;
      return `${unneeded}; it goes ${time} at the earliest`;
    case 'trash':
      if (dueAtMs === null) return 'Its bytes stay with the trash, an upload or a link from outside';
      return dueAtMs <= nowMs ? 'In the trash; its time has come by now' : `In the trash; it goes ${time}`;
    case 'quarantined':
      return 'Its bytes did not match its digest; it is kept as evidence';
    case 'untagged':
      return 'No tag reaches it; the settings keep it';
    case 'left':
      return 'Left alone: its repository is damaged, or it came after the look';
    case 'named':
      return isManifest ? 'An index names it' : 'A manifest names it';
    case 'tagged':
      return 'A tag points to it';
    case 'refers':
      return 'It refers to a manifest that is there';
  }
}

/** Of a blob that stays, the links that go. */
function linkWords({ reason, going, waiting, holders }: StoreItem): string {
  if (reason !== 'named' && reason !== 'left') return '';
  const go = going > 0 ? `${counted(going, 'link')} of ${holders} ${going === 1 ? 'goes' : 'go'}` : '';
  const later = waiting > 0 ? `${counted(waiting, 'link')} of ${holders} later` : '';
  return [go, later].filter((words) => words !== '').join(', ');
}
