import { describe, expect, it } from 'vitest';
import type { NamespacePage } from './namespace-contract';
import { steppedRow, type TreeLevel, treeRows } from './tree-rows';
import { treeStep } from './tree-step';

const repository = { kind: null, tags: 1, bytes: 1, pushedAtMs: 1, pushedBy: null, isExact: true };
const below = { repositories: 1, tags: 1, bytes: 1, pushedAtMs: 1, uncounted: 0, isExact: true };

/** A part of a level: `app` is a repository, `web/` a namespace, `both=` both. */
function part(names: readonly string[], more: Partial<NamespacePage> = {}): NamespacePage {
  return {
    nowMs: 0,
    children: names.map((name) => ({
      path: name.replace(/[/=]$/, ''),
      repository: name.endsWith('/') ? null : repository,
      below: /[/=]$/.test(name) ? below : null,
    })),
    repositories: names.filter((name) => !name.endsWith('/')).length,
    namespaces: names.filter((name) => /[/=]$/.test(name)).length,
    isCounting: false,
    next: null,
    ...more,
  };
}

const level = (...parts: NamespacePage[]): TreeLevel => ({ parts, isLoading: false, error: null });
const loading: TreeLevel = { parts: [], isLoading: true, error: null };

const levels = new Map<string, TreeLevel>([
  ['', level(part(['platform/', 'team/']))],
  ['team', level(part(['team/app=', 'team/web/']))],
  ['team/app', level(part(['team/app/base']))],
  ['team/web', loading],
]);
const stepOf = (rows: ReturnType<typeof treeRows>, at: number, key: string) =>
  treeStep(rows, at, key, steppedRow);
const rowsOf = (...open: string[]) => treeRows(levels, new Set(open));
const shown = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => `${'  '.repeat(row.level - 1)}${row.key}`);

describe('the rows of the tree', () => {
  it('have what is in an open namespace below it, and a repository beside the namespace of its name', () => {
    const rows = rowsOf('team', 'team/app', 'team/web');
    expect(shown(rows)).toEqual([
      '/ platform',
      '/ team',
      '  = team/app',
      '  / team/app',
      '    = team/app/base',
      '  / team/web',
      '    … team/web',
    ]);
    const places = rows.map((row) => ('position' in row ? `${row.position} of ${row.siblings}` : row.kind));
    expect(places).toEqual(['1 of 2', '2 of 2', '1 of 3', '2 of 3', '1 of 1', '3 of 3', 'loading']);
  });

  it('of what is open in a namespace that is closed are not there', () => {
    expect(shown(rowsOf('team/app'))).toEqual(['/ platform', '/ team']);
  });

  it('go on with a row that asks for more, says that it comes, or that it could not', () => {
    const first = part(['a/1', 'a/2'], { next: 'x', repositories: 5 });
    const kindOf = (more: Partial<TreeLevel>) =>
      treeRows(new Map([['', { ...level(first), ...more }]]), new Set()).at(-1)?.kind;
    expect(kindOf({})).toBe('more');
    expect(kindOf({ isLoading: true })).toBe('loading');
    expect(kindOf({ error: new Error('x') })).toBe('failed');
    expect(kindOf({ parts: [first, part(['a/3', 'a/4', 'a/5'], { repositories: 5 })] })).toBe('repository');
  });
});

describe('a key', () => {
  const rows = rowsOf('team', 'team/app');
  const at = (key: string) => rows.findIndex((row) => row.key === key);

  it('goes from row to row, to the first and the last, and stops there', () => {
    expect(stepOf(rows, 0, 'ArrowDown')).toEqual({ to: 1 });
    expect(stepOf(rows, 1, 'ArrowUp')).toEqual({ to: 0 });
    expect(stepOf(rows, 0, 'ArrowUp')).toBeUndefined();
    expect(stepOf(rows, 2, 'Home')).toEqual({ to: 0 });
    expect(stepOf(rows, 2, 'End')).toEqual({ to: rows.length - 1 });
    expect(stepOf(rows, rows.length - 1, 'ArrowDown')).toBeUndefined();
  });

  it('passes over what is being loaded, and stops before it at the end', () => {
    const rows = treeRows(
      new Map([...levels, ['', level(part(['team/', 'tools/'], { next: 'x' }))]]),
      new Set(['team', 'team/web']),
    );
    const at = (key: string) => rows.findIndex((row) => row.key === key);
    expect(stepOf(rows, at('/ team/web'), 'ArrowDown')).toEqual({ to: at('/ tools') });
    expect(stepOf(rows, at('/ tools'), 'ArrowUp')).toEqual({ to: at('/ team/web') });
    expect(stepOf(rows, 0, 'End')).toEqual({ to: at('/ tools') });
    expect(stepOf(rows, at('/ tools'), 'ArrowDown')).toBeUndefined();
  });

  it('opens a namespace, goes into it, back to it, and closes it', () => {
    expect(stepOf(rows, at('/ platform'), 'ArrowRight')).toEqual({ toggle: 'platform' });
    expect(stepOf(rows, at('/ platform'), 'Enter')).toEqual({ toggle: 'platform' });
    expect(stepOf(rows, at('/ team'), 'ArrowRight')).toEqual({ to: at('= team/app') });
    expect(stepOf(rows, at('= team/app/base'), 'ArrowLeft')).toEqual({ to: at('/ team/app') });
    expect(stepOf(rows, at('= team/app'), 'ArrowLeft')).toEqual({ to: at('/ team') });
    expect(stepOf(rows, at('/ team'), 'ArrowLeft')).toEqual({ toggle: 'team' });
    expect(stepOf(rows, at('/ platform'), 'ArrowLeft')).toBeUndefined();
    expect(stepOf(rows, at('= team/app'), 'Enter')).toEqual({ act: at('= team/app') });
    expect(stepOf(rows, at('= team/app'), 'ArrowRight')).toBeUndefined();
    expect(stepOf(rows, 0, 'x')).toBeUndefined();
    expect(stepOf(rows, 99, 'Enter')).toBeUndefined();
  });
});
