import { describe, expect, it } from 'vitest';
import type { FileEntry } from './file-contracts';
import { modeText, ownerText, percentText, shownName, stateText } from './file-words';

const entry: FileEntry = {
  id: 'sha256:a:0',
  name: 'motd',
  path: 'etc/motd',
  isEscaped: false,
  flagged: false,
  kind: 'file',
  bytes: 1,
  below: null,
  hiddenBytes: 0,
  mode: 0o644,
  uid: 0,
  gid: 5,
  owner: '',
  group: '',
  modifiedMs: null,
  linkTarget: null,
  linkPath: null,
  device: null,
  layer: { digest: 'sha256:a', position: 1 },
  entry: 0,
  state: 'added',
  hiddenBy: null,
  isReadable: true,
};

describe('the words of files', () => {
  it('write a mode as `ls -l` does', () => {
    const modes = [
      ['file', 0o755, '-rwxr-xr-x'],
      ['file', 0o640, '-rw-r-----'],
      ['folder', 0o1777, 'drwxrwxrwt'],
      ['symbolic-link', 0o777, 'lrwxrwxrwx'],
      ['file', 0o4755, '-rwsr-xr-x'],
      ['file', 0o6644, '-rwSr-Sr--'],
      ['folder', 0o1770, 'drwxrwx--T'],
      ['character-device', 0o600, 'crw-------'],
      ['block-device', 0, 'b---------'],
      ['fifo', 0o100, 'p--x------'],
    ] as const;
    for (const [kind, mode, text] of modes) expect(modeText(kind, mode)).toBe(text);
  });

  it('name an owner, or give the number where the archive has no name', () => {
    expect(ownerText(entry)).toBe('0:5');
    expect(ownerText({ ...entry, owner: 'root', group: 'tty' })).toBe('root:tty');
    expect(ownerText({ ...entry, uid: null })).toBeNull();
  });

  it('say what became of an entry, and which layer hides it', () => {
    const hiddenBy = { digest: 'sha256:b', position: 3 };
    expect(stateText(entry)).toBe('added');
    expect(stateText({ ...entry, state: 'changed' })).toBe('changed');
    const removed = { ...entry, state: 'removed' as const, hiddenBy, hiddenBytes: 5 };
    expect(stateText(removed)).toBe('removed by layer 3');
    expect(stateText({ ...entry, hiddenBy })).toBe('replaced by layer 3');
    expect(stateText({ ...entry, kind: 'whiteout', state: 'removed' })).toBe('removes what is below');
    expect(stateText({ ...entry, kind: 'opaque', state: null })).toBe('hides all that is below');
    expect(stateText({ ...entry, kind: 'folder', state: null })).toBe('');
    expect(stateText({ ...entry, kind: 'folder', state: null, hiddenBytes: 2048 })).toBe('2.00 KiB hidden');
    expect(stateText({ ...entry, state: 'changed', hiddenBytes: 5 })).toBe('changed, 5 B hidden');
  });

  it('show a name whose every sign is a blank, and what would not be seen', () => {
    expect(['motd', ' ', '', 'a\u202eb'].map(shownName)).toEqual(['motd', '“ ”', '“”', 'a\\u{202e}b']);
  });

  it('never round up to all', () => {
    expect([0, 0.9999, 1].map(percentText)).toEqual(['0.0 %', '99.9 %', '100 %']);
  });
});
