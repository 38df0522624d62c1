import type { FileHandle } from 'node:fs/promises';
import type { LayerFacts } from '../index/layer-index';
import type { NoTarReason } from '../scan/cut';
import type { ScanProgress } from '../scan/scan-layer';
import type { ChangePage, CompareFilesQuery } from '../view/compare-views';
import type { ListPage, ListQuery } from '../view/list-view';

/** The bytes of a blob: all of them, or an open file, which is closed by who reads it. */
export type BlobSource = { bytes: Uint8Array } | { handle: FileHandle };

/** Layers by their digests, from the bottom up. */
export interface ViewAsk {
  layers: string[];
  /** Of these, the one that is looked at, as it is; the layers below tell what is new in it. All are merged when absent. */
  only?: number;
  /** Whether nothing is known of the layers below. */
  isAlone?: boolean;
}

/** What the thread is asked. */
export type LayerAsk =
  | { op: 'scan'; digest: string; source: BlobSource }
  | { op: 'list'; view: ViewAsk; query: ListQuery }
  | { op: 'compare'; a: string[]; b: string[]; query: CompareFilesQuery }
  | { op: 'entry'; digest: string; entry: number }
  | { op: 'read'; digest: string; entry: number; source: BlobSource; bytesMax: number }
  | { op: 'forget'; digest: string };

/** What it is told of a question that is under way. */
export interface LayerWord {
  id: number;
  word: 'more' | 'stop';
}

export interface ListAnswer {
  page: ListPage;
  hiddenBytes: number[];
  rewrittenBytes: number[];
}

/** An entry that can be read. */
export interface EntryAnswer {
  path: string;
  bytes: number;
}

/** Why there is no answer. */
export type LayerFailure =
  | { kind: 'no-tar'; reason: NoTarReason }
  | { kind: 'stopped' }
  | { kind: 'large' }
  | { kind: 'no-content' }
  /** These have to be read again: they were not asked for in a long time. */
  | { kind: 'missing'; digests: string[] }
  | { kind: 'failed'; message: string };

/** What the thread says to a question, by its number. */
export type LayerSaying =
  | { id: number; progress: ScanProgress }
  | { id: number; chunk: Uint8Array }
  | { id: number; result: LayerFacts | ListAnswer | ChangePage | EntryAnswer | null }
  | { id: number; failure: LayerFailure };
