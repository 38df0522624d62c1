'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { comparedSearchLengthMax, type ShownFiles } from '@/lib/dashboard/compare/compare-path';
import { changeWords } from '@/lib/dashboard/files/difference-words';
import type { FileComparison } from '@/lib/dashboard/files/file-comparison-contract';
import { fileComparisonQuery } from '@/lib/dashboard/files/file-comparison-query';
import { type FileChange, fileChanges } from '@/lib/dashboard/files/file-kinds';
import { unreadableWords } from '@/lib/dashboard/files/file-words';
import { plainText } from '@/lib/dashboard/plain-text';
import { sizeText } from '@/lib/dashboard/size-words';
import { LoadError } from '../feedback/load-error';
import { Panel } from '../images/panel';
import { ProgressBar } from '../jobs/progress-bar';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';
import { SearchField } from '../ui/search-field';
import { FileChangeList } from './file-change-list';

type Ready = Extract<FileComparison, { state: 'ready' }>;

interface FileChangesProps {
  a: string;
  b: string;
  shown: ShownFiles & { files: FileChange | 'all' };
  /** The address that shows others. */
  hrefOf: (shown: ShownFiles) => string;
}

/** In which files two images differ, by what became of them and by their paths: those that the address asks for. */
export function FileChanges({ a, b, shown, hrefOf }: FileChangesProps) {
  const { files, q } = shown;
  const change = files === 'all' ? undefined : files;
  const [isEnded, setEnded] = useState(false);
  const query = { a, b, change, q };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...fileComparisonQuery(query),
    enabled: !isEnded,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  if (error && !data)
    return <LoadError what="Files" error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  if (!data) return <div role="status" aria-label="Loading files" className="skeleton h-32" />;
  if (data.state === 'unreadable')
    return (
      <Panel title="Files">
        <p className="px-4 py-6 text-center text-ink-soft text-table">
          The files of the {data.side === 'a' ? 'first' : 'second'} can not be told.{' '}
          {unreadableWords[data.reason].title}: {unreadableWords[data.reason].why}
        </p>
      </Panel>
    );
  if (data.state === 'indexing')
    return (
      <Panel title="Files">
        <Reading answer={data} isEnded={isEnded} onEnd={setEnded} />
      </Panel>
    );
  return (
    <Panel title="Files" aside={countWords(data)}>
      <div className="flex flex-wrap gap-2 border-line border-b p-3 max-sm:[&>:first-child]:basis-full">
        <SearchField
          query={q}
          busy={isPlaceholderData}
          label="Search paths that differ"
          lengthMax={comparedSearchLengthMax}
          hrefOf={(text) => hrefOf({ files, q: text })}
        />
        <select
          aria-label="Which changes"
          value={files}
          onChange={(event) =>
            window.history.replaceState(
              null,
              '',
              hrefOf({ files: fileChanges.find((one) => one === event.target.value) ?? 'all', q }),
            )
          }
          className={controlClass('sm:w-44')}
        >
          <option value="all">All changes</option>
          {fileChanges.map((one) => (
            <option key={one} value={one}>
              {changeWords[one]}
            </option>
          ))}
        </select>
      </div>
      {(data.a.isTruncated || data.b.isTruncated) && (
        <p className="border-line border-b px-4 py-2 text-ink-soft text-table">
          A layer was truncated at a limit: not all files are compared.
        </p>
      )}
      {data.total === 0 ? (
        <p role="status" className="px-4 py-6 text-center text-ink-soft text-table">
          {q === '' && change === undefined ? (
            'Both have the same files.'
          ) : (
            <>No path that differs matches{q !== '' && <bdi> “{plainText(q)}”</bdi>}.</>
          )}
        </p>
      ) : (
        <FileChangeList key={`${change} ${q}`} query={query} first={data} outdated={isPlaceholderData} />
      )}
    </Panel>
  );
}

function Reading({
  answer: { layersRead, layersNeeded, bytesRead, bytes },
  isEnded,
  onEnd,
}: {
  answer: Extract<FileComparison, { state: 'indexing' }>;
  isEnded: boolean;
  onEnd: (isEnded: boolean) => void;
}) {
  const part = bytes === 0 ? 0 : Math.min(bytesRead / bytes, 1);
  const fraction = layersNeeded === 0 ? 0 : Math.min((layersRead + part) / layersNeeded, 1);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-4 text-ink-soft text-table">
      <span role="status" className="tabular-nums">
        {isEnded ? 'Reading the layers was ended' : `Indexing, ${Math.floor(fraction * 100)} %`}
      </span>
      {!isEnded && (
        <span className="min-w-40 max-w-md flex-1">
          <ProgressBar fraction={fraction} label="Layers of both that are read" />
        </span>
      )}
      <button type="button" className={buttonClass('plain')} onClick={() => onEnd(!isEnded)}>
        {isEnded ? 'Go on' : 'Cancel'}
      </button>
    </div>
  );
}

function countWords({ counts }: Ready): string {
  const word = (what: FileChange, name: string) =>
    `${counts[what].files.toLocaleString('en')} ${name}${counts[what].bytes > 0 ? ` (${sizeText(counts[what].bytes)})` : ''}`;
  return [
    word('added', 'added'),
    word('removed', 'removed'),
    word('changed', 'changed'),
    `${counts.metadata.files.toLocaleString('en')} in metadata only`,
    `${counts.same.files.toLocaleString('en')} the same`,
  ].join(', ');
}
