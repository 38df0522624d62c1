'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { EntryRow, FileLevel, FilesPage } from '@/lib/dashboard/files/file-rows';
import {
  type FileSort,
  type FilesAddress,
  filesHref,
  filesSearchLengthMax,
  folderOf,
  foldersOf,
  type OpenEntry,
} from '@/lib/dashboard/files/files-address';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { SearchField } from '../ui/search-field';
import { SortSelect } from '../ui/sort-select';
import { CutBanner } from './cut-banner';
import { FileTree } from './file-tree';
import { FilesSummary } from './files-summary';
import { NoFiles } from './no-files';
import { useFileLevels } from './use-file-levels';

const FileDialog = lazy(() => import('./file-dialog').then(({ FileDialog }) => ({ default: FileDialog })));

interface FilesBrowserProps {
  view: ManifestView;
  address: FilesAddress;
  /** The first page of what the address asks for; of what it asked for before, as long as `outdated`. */
  page: FilesPage;
  outdated: boolean;
}

/** The files of an image that were read: as a tree whose folders load when they are opened, or as what a search finds. */
export function FilesBrowser({ view, address, page, outdated }: FilesBrowserProps) {
  const { repository, digest, nowMs } = view;
  const { layer, path, q, sort } = address;
  const router = useRouter();
  const hrefTo = (changed: Partial<FilesAddress>) =>
    filesHref(repository, digest, { ...address, ...changed });
  const isFlat = q !== '';
  // The address names one folder; others that were opened before stay open beside it.
  const [others, setOthers] = useState<readonly string[]>([]);
  const open = useMemo(() => [...new Set([...others, ...foldersOf(path)])], [others, path]);
  const { levels, more, retry } = useFileLevels(
    { repository, digest, layer, q, sort },
    isFlat ? [''] : ['', ...open],
  );
  const shown = useMemo(() => withPage(levels, page), [levels, page]);

  const toggle = (folder: string) => {
    const isOpen = open.includes(folder);
    const next = isOpen ? folderOf(folder) : folder;
    setOthers(isOpen ? open.filter((one) => one !== folder && !one.startsWith(`${folder}/`)) : open);
    window.history.replaceState(null, '', hrefTo({ path: next }));
  };
  const show = (entry: OpenEntry | undefined) => window.history.pushState(null, '', hrefTo({ open: entry }));
  const hrefOf = ({ entry, canOpen, isOpen }: EntryRow) => {
    if (canOpen) return hrefTo({ path: isOpen ? folderOf(entry.path) : entry.path, q: '', open: undefined });
    const opened = entryOf(entry);
    return opened && hrefTo({ open: opened });
  };
  const openRow = (row: EntryRow) => {
    // In what a search found, a folder leads to its place.
    if (row.canOpen) router.push(hrefTo({ path: row.entry.path, q: '', open: undefined }), { scroll: false });
    else {
      const opened = entryOf(row.entry);
      if (opened) show(opened);
    }
  };
  const sortHref = (one: FileSort) => hrefTo({ sort: one, open: undefined });
  const isMissing = !isFlat && levels.get(path)?.parts.some(({ isThere }) => !isThere);
  const isEmpty = !isFlat && page.total === 0;
  const opened = address.open;
  const entries = [...shown.values()].flatMap(({ parts }) => parts.flatMap((part) => part.entries));
  return (
    <>
      <CutBanner
        layers={layer === undefined ? page.layers : page.layers.filter((one) => one.digest === layer)}
      />
      {!isEmpty && (
        <>
          <FilesSummary page={page} />
          <div className="mb-3 flex flex-wrap gap-2 max-sm:[&>:first-child]:basis-full">
            <SearchField
              query={q}
              busy={outdated}
              label="Search paths"
              lengthMax={filesSearchLengthMax}
              hrefOf={(text) => hrefTo({ q: text, open: undefined })}
            />
            <SortSelect
              label="Sort files"
              sort={sort}
              sorts={['name', '-size']}
              words={{ name: 'By name', '-size': 'Largest first' }}
              hrefOf={sortHref}
            />
          </div>
        </>
      )}
      {isFlat && page.total > 0 && (
        <p role="status" className="mb-2 text-ink-dim text-meta">
          {page.total.toLocaleString('en')} {page.total === 1 ? 'path matches' : 'paths match'}. What a search
          finds is listed flat. Clear it to return to the tree.
        </p>
      )}
      {isMissing && !isEmpty && (
        <div className="mb-3">
          <NoFiles q="" path={path} clearHref={hrefTo({ path: '' })} />
        </div>
      )}
      {page.total === 0 ? (
        <NoFiles q={q} path="" isLayer={layer !== undefined} clearHref={hrefTo({ q: '' })} />
      ) : (
        <FileTree
          levels={shown}
          more={more}
          retry={retry}
          open={open}
          path={path}
          nowMs={nowMs}
          isFlat={isFlat}
          outdated={outdated}
          sort={sort}
          sortHref={sortHref}
          hrefOf={hrefOf}
          onToggle={toggle}
          onOpen={openRow}
        />
      )}
      {opened && (
        <Suspense>
          <FileDialog
            key={`${opened.layer}:${opened.entry}`}
            view={view}
            opened={opened}
            known={entries.find((one) => one.layer?.digest === opened.layer && one.entry === opened.entry)}
            hrefTo={(folder) => hrefTo({ path: folder, q: '', open: undefined })}
            onClose={() => show(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

function entryOf({ layer, entry }: EntryRow['entry']): OpenEntry | undefined {
  return layer === null || entry === null ? undefined : { layer: layer.digest, entry };
}

/** With the first page that is known of the root, as long as the one that is asked for is not there. */
function withPage(levels: ReadonlyMap<string, FileLevel>, page: FilesPage): ReadonlyMap<string, FileLevel> {
  if (levels.get('')?.parts.length) return levels;
  return new Map([...levels, ['', { parts: [{ ...page, next: null }], isLoading: false, error: null }]]);
}
