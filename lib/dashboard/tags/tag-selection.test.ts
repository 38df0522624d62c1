import { describe, expect, it } from 'vitest';
import { allMatching, selectionWords } from './selection-words';
import {
  areAllSelected,
  extended,
  isSelected,
  nothingSelected,
  type PickedTag,
  selectedCount,
  type TagSelection,
  toggled,
  withShown,
} from './tag-selection';

const tag = (name: string): PickedTag => ({ name, digest: `sha256:${name}`, pushedAtMs: 1 });
const shown = ['a', 'b', 'c', 'd', 'e'].map(tag);
const [a, b, , d] = shown as [PickedTag, PickedTag, PickedTag, PickedTag];
const namesOf = ({ picked }: TagSelection) => [...picked.keys()].sort().join('');

describe('a selection of tags', () => {
  it('picks and lets go one by one, and keeps what other pages show', () => {
    const other = toggled(nothingSelected, tag('z'), [tag('z')]);
    const both = toggled(other, b, shown);
    expect(namesOf(both)).toBe('bz');
    expect(isSelected(both, b)).toBe(true);
    expect(namesOf(toggled(both, b, shown))).toBe('z');
  });

  it('picks a range in either direction from the tag that was touched last', () => {
    const down = extended(toggled(nothingSelected, b, shown), d, shown);
    expect(namesOf(down)).toBe('bcd');
    expect(namesOf(extended(down, a, shown))).toBe('abcd');
    expect(namesOf(extended(nothingSelected, d, shown))).toBe('d');
    expect(namesOf(extended(nothingSelected, d, shown, 'c'))).toBe('cd');
    // What it began from is on another page.
    expect(namesOf(extended(toggled(nothingSelected, tag('z'), []), b, shown))).toBe('bz');
  });

  it('picks all that are shown, and lets go of them when all are picked', () => {
    const some = toggled(toggled(nothingSelected, tag('z'), []), b, shown);
    const all = withShown(some, shown);
    expect(namesOf(all)).toBe('abcdez');
    expect(areAllSelected(all, shown)).toBe(true);
    expect(namesOf(withShown(all, shown))).toBe('z');
    expect(areAllSelected(nothingSelected, [])).toBe(false);
  });

  it('knows which tags are among all that match, and becomes the ones that are shown when one of those is let go', () => {
    const all = allMatching({ q: 'A', attached: 'folded' }, 4_312);
    expect(selectedCount(all)).toBe(4_312);
    expect(selectionWords(all)).toBe('All 4,312 tags with “A” selected');
    expect([isSelected(all, a), isSelected(all, b)]).toEqual([true, false]);
    expect(isSelected(allMatching({ q: 'sha256:b', attached: 'folded' }, 1), b)).toBe(true);
    expect(namesOf(toggled(allMatching({ q: '', attached: 'folded' }, 4_312), b, shown))).toBe('acde');
    expect(namesOf(extended(all, d, shown))).toBe('');
  });

  it('holds as many as one request can carry, and says that there were more', () => {
    const many = Array.from({ length: 401 }, (_, at) => tag(`t${at}`));
    const full = withShown(nothingSelected, many);
    expect([selectedCount(full), full.isFull]).toEqual([400, true]);
    expect(selectionWords(full)).toBe('400 tags selected');
    expect(toggled(full, many[0] as PickedTag, many).isFull).toBe(false);
  });
});
