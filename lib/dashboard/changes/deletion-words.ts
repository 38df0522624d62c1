import { counted } from '../administration/counted';
import { sizeText } from '../size-words';
import { durationWords } from '../time-words';
import type {
  RepositoryDeletionPlan,
  RestorationAnswer,
  TagDeletionAnswer,
  TagDeletionPlan,
} from './change-contracts';

/** Tags that stayed and are named. */
const keptMax = 3;

/** Names, and how many more there are. */
export function namedOf(names: readonly string[], total: number): string {
  const more = total - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
}

/** What of the tags of a plan stays, and what becomes of those that go, in sentences. */
export function goingWords({ tagCount, guardedCount, guard, trashMs }: TagDeletionPlan): string {
  const going = tagCount - guardedCount;
  const stays =
    guardedCount === 0
      ? ''
      : `${counted(guardedCount, 'tag')} ${guardedCount === 1 ? 'stays' : 'stay'}: ${guard}. `;
  if (going <= 0) return `${stays}Nothing is left to delete.`;
  const back =
    trashMs > 0
      ? `The trash keeps ${going === 1 ? 'it' : 'them'} for ${durationWords(trashMs)}.`
      : 'The trash is off: this cannot be taken back.';
  return `${stays}${back}`;
}

/** What space comes free and when, in sentences. */
export function freedWords({ untagged, freedBytes, trashMs, untaggedAfterMs }: TagDeletionPlan): string {
  if (untagged === 0) return 'Nothing comes free: the manifests have other tags, which stay as they are.';
  const lose = `${counted(untagged, 'manifest')} ${untagged === 1 ? 'loses its' : 'lose their'} last tag`;
  const bytes =
    freedBytes === null ? 'what only these need' : `${sizeText(freedBytes)} that nothing else needs`;
  if (untaggedAfterMs === 0)
    return `${lose}. Manifests without a tag are kept here, so nothing comes free until they are deleted too: ${bytes}.`;
  const afterMs = Math.max(trashMs, untaggedAfterMs);
  return `${lose}: with the first collection after ${durationWords(afterMs)}, ${bytes} ${freedBytes === null ? 'comes' : 'come'} free.`;
}

/** What space comes free with what goes at once, and when. `collected`: whether collection takes the blobs after that. */
export function freedByWords(
  { freedBytes, freedAfterMs }: Pick<RepositoryDeletionPlan, 'freedBytes' | 'freedAfterMs'>,
  collected?: { graceMs: number },
): string {
  const comes = `${sizeText(freedBytes)} that nothing else needs come free`;
  const waits = Math.max(freedAfterMs, collected?.graceMs ?? 0);
  const after = waits > 0 ? `after ${durationWords(waits)}` : 'after that';
  const when = collected ? `with the first collection ${after}` : waits > 0 ? after : 'at once';
  const kept =
    freedAfterMs > 0
      ? `The trash keeps it for ${durationWords(freedAfterMs)}.`
      : 'The trash is off: this cannot be taken back.';
  return `${kept} ${comes} ${when}.`;
}

/** What was brought back from the trash, and what was not and why, in sentences. */
export function restorationWords({ restored, taken, failed }: RestorationAnswer): string {
  const [one] = restored;
  const sentences = [
    restored.length > 1
      ? `${counted(restored.length, 'tag')} are back.`
      : one !== undefined
        ? `Tag ${one} is back.`
        : `${taken.length + failed.length === 0 ? 'It' : 'No tag'} is back.`,
  ];
  if (taken.length > 0)
    sentences.push(
      `${namedOf(taken.slice(0, keptMax), taken.length)} ${taken.length === 1 ? 'was left: it points' : 'were left: they point'} elsewhere by now.`,
    );
  const [first] = failed;
  if (first) sentences.push(`${failed.length.toLocaleString('en')} not restored: ${first.why}`);
  return sentences.join(' ');
}

/** What became of tags, in a sentence. */
export function deletedWords({ deleted, kept }: TagDeletionAnswer): string {
  const gone = deleted.length === 0 ? 'No tag deleted' : `${counted(deleted.length, 'tag')} deleted`;
  if (kept.length === 0) return gone;
  const named = kept.slice(0, keptMax).map(({ name, why }) => `${name}: ${why}`);
  const more = kept.length - named.length;
  const stayed = `${kept.length.toLocaleString('en')} stayed`;
  return `${gone}, ${stayed}. ${named.join(' ')}${more > 0 ? ` And ${counted(more, 'other')}.` : ''}`;
}
