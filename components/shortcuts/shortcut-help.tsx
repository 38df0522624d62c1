'use client';

import { Fragment, type ReactNode } from 'react';
import { useViewer } from '../layout/viewer';
import { Dialog } from '../ui/dialog';
import { goKeys } from './go-keys';
import { SingleKeySwitch } from './single-key-switch';
import { useSingleKeys } from './single-keys';

const hintId = 'single-keys-hint';

/** Every shortcut, and the switch that turns those of a single key off. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const isOn = useSingleKeys();
  const off = isOn ? '' : ', turned off';
  const ways = [...goKeys(useViewer())];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <List title="Everywhere">
        <Shortcut keys={['Ctrl', 'K']} other={['⌘', 'K']}>
          Search, and do anything by name
        </Shortcut>
        <Shortcut keys={['Esc']}>Close what stands over the page, or clear the filter</Shortcut>
      </List>
      <List title={isOn ? 'Single keys, on every page' : 'Single keys, turned off'}>
        <Shortcut keys={['?']}>Show this list</Shortcut>
        <Shortcut keys={['/']}>Go to the filter of the page</Shortcut>
        {ways.map(([key, { label }]) => (
          <Shortcut key={key} keys={['g', key]} isSequence>
            Go to {label}
          </Shortcut>
        ))}
        <Shortcut keys={['j']}>Go to the next row of a list</Shortcut>
        <Shortcut keys={['k']}>Go to the row before</Shortcut>
      </List>
      <List title={`In the table of tags${off}`}>
        <Shortcut keys={['x']}>Pick the tag of the row, or let go of it</Shortcut>
        <Shortcut keys={['c']}>Copy the command that pulls it</Shortcut>
        <Shortcut keys={['d']}>Delete it; Undo is there for ten seconds</Shortcut>
      </List>
      <List title={`On the page of a manifest or a tag${off}`}>
        <Shortcut keys={['1']} other={['6']} words="to">
          Show this part: overview, layers, files, config and so on
        </Shortcut>
        <Shortcut keys={[']']} other={['[']}>
          Go to the next platform of the index, or the one before
        </Shortcut>
      </List>
      <List title={`On the page of a comparison${off}`}>
        <Shortcut keys={['s']}>Swap the two that are compared</Shortcut>
      </List>
      <List title="In the tables of repositories and tags">
        <Shortcut keys={['↓']} other={['↑']}>
          Go to the next row, or the one before; with Shift, pick the tags on the way
        </Shortcut>
        <Shortcut keys={['Enter']}>Open the row</Shortcut>
      </List>
      <List title="In the trees of repositories and of files">
        <Shortcut keys={['→']}>Open a folder or a namespace, then go into it</Shortcut>
        <Shortcut keys={['←']}>Close it, or go to what the row lies in</Shortcut>
        <Shortcut keys={['Home']} other={['End']}>
          Go to the first row, or to the last
        </Shortcut>
        <Shortcut keys={['Enter']}>Open the row: of a file, what is in it</Shortcut>
      </List>
      <div className="mt-5 border-line border-t pt-4">
        <SingleKeySwitch className="-mx-2 w-[calc(100%+1rem)] px-2 py-1 font-medium" describedBy={hintId} />
        <p id={hintId} className="mt-1 max-w-md text-ink-soft text-table">
          Turn them off when what you say or press is taken for them. This browser remembers it.
        </p>
      </div>
    </Dialog>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="not-first:mt-5">
      <h3 className="mb-1.5 text-ink-dim text-meta">{title}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1.5 text-table">{children}</dl>
    </section>
  );
}

interface ShortcutProps {
  keys: readonly string[];
  /** Other keys that do the same, or the reverse. */
  other?: readonly string[];
  /** What stands between them. */
  words?: 'or' | 'to';
  /** Whether one is pressed after the other. */
  isSequence?: boolean;
  children: ReactNode;
}

function Shortcut({ keys, other, words = 'or', isSequence, children }: ShortcutProps) {
  return (
    <>
      <dt className="min-w-0">{children}</dt>
      <dd className="flex items-center justify-end gap-1 text-ink-soft text-meta">
        <Keys keys={keys} isSequence={isSequence} />
        {other && (
          <>
            <span className="px-0.5">{words}</span>
            <Keys keys={other} />
          </>
        )}
      </dd>
    </>
  );
}

function Keys({ keys, isSequence = false }: { keys: readonly string[]; isSequence?: boolean }) {
  return keys.map((key, at) => (
    <Fragment key={key}>
      {at > 0 && isSequence && <span className="px-0.5">then</span>}
      <kbd className="flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-line bg-sunken px-1 font-mono text-meta">
        {key}
      </kbd>
    </Fragment>
  ));
}
