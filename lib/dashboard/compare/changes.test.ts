import fc from 'fast-check';
import { expect, it } from 'vitest';
import { configView } from '../images/config-view';
import { configChanges } from './config-changes';
import { changesMax, packageChanges } from './package-changes';

const one = (name: string, version: string, type = 'deb') => ({ name, version, type, license: '' });

it('tells packages that came, went and changed, also those that are there in several versions', () => {
  const a = [one('gone', '1'), one('ssl', '1'), one('x', '1', 'npm'), one('x', '2', 'npm'), one('z', '1')];
  const b = [one('new', '1'), one('ssl', '2'), one('x', '2', 'npm'), one('x', '3', 'npm'), one('z', '1')];
  expect(packageChanges(a, b)).toEqual({
    changes: [
      { name: 'gone', type: 'deb', from: '1', to: null },
      { name: 'new', type: 'deb', from: null, to: '1' },
      { name: 'ssl', type: 'deb', from: '1', to: '2' },
      { name: 'x', type: 'npm', from: '1, 2', to: '2, 3' },
    ],
    counts: { added: 1, removed: 1, changed: 2, same: 1 },
  });
});

it('counts all and tells so many', () => {
  const many = Array.from({ length: changesMax + 5 }, (_, at) => one(`p${at}`, '1'));
  const { changes, counts } = packageChanges([], many);
  expect([changes.length, counts.added]).toEqual([changesMax, changesMax + 5]);
});

it('says of the way back the contrary, whatever the names are', () => {
  const names = fc.constantFrom('a', 'b', '__proto__', 'constructor', '');
  const list = fc.array(fc.record({ name: names, version: names, type: names, license: names }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const [there, back] = [packageChanges(a, b), packageChanges(b, a)];
      expect(back.counts).toEqual({
        ...there.counts,
        added: there.counts.removed,
        removed: there.counts.added,
      });
      expect(packageChanges(a, a).changes).toEqual([]);
      expect(there.changes.every(({ from, to }) => from !== to)).toBe(true);
    }),
  );
});

it('tells what two configs say differently, and which of it looks secret', () => {
  const config = (fields: object) => configView({ os: 'linux', architecture: 'amd64', config: fields });
  const a = config({
    Env: ['PATH=/bin', 'API_TOKEN=one', '__proto__=x'],
    Cmd: ['serve', 'a b'],
    User: 'app',
    ExposedPorts: { '80/tcp': {} },
  });
  const b = config({
    Env: ['PATH=/bin', 'API_TOKEN=two', 'EMPTY='],
    Cmd: ['serve'],
    User: 'app',
    Labels: { v: '2' },
  });
  const { changes, same } = configChanges(a, b);
  expect(same).toBe(3);
  expect(changes).toEqual([
    { group: '', name: 'Command', a: 'serve "a b"', b: 'serve', isSecret: false },
    { group: 'Ports', name: '80/tcp', a: 'exposed', b: null, isSecret: false },
    { group: 'Environment', name: 'API_TOKEN', a: 'one', b: 'two', isSecret: true },
    { group: 'Environment', name: '__proto__', a: 'x', b: null, isSecret: false },
    { group: 'Environment', name: 'EMPTY', a: null, b: '', isSecret: false },
    { group: 'Labels', name: 'v', a: null, b: '2', isSecret: false },
  ]);
});
