import type { LayerIndex } from '../index/layer-index';
import { viewStepsMax } from '../limits';

/** What a path became in the layer that its entry is of, next to the layers below; null for a folder that is as it was. */
export type NodeState = 'added' | 'changed' | null;

/** A file or a folder of a merged file system. Names are bytes, as latin1. */
export interface ViewNode {
  name: string;
  parent: ViewNode | undefined;
  /** Of what is a folder, or was one. */
  children: Map<string, ViewNode> | undefined;
  isFolder: boolean;
  /** Which of the view's layers its entry is of, from 0, and its number there: -1 for a folder that none tells of. */
  layer: number;
  entry: number;
  state: NodeState;
  /** The layer that removed it; -1 for what is there in the end. */
  hiddenBy: number;
  /** Of a file its size; of a folder all that is below. */
  bytes: number;
  /** How many are below. */
  below: number;
  /** Older copies under this path, or below, that are not there in the end. */
  hiddenBytes: number;
}

/** Layers laid over each other, from the bottom up. It is never changed once it is made. */
export interface View {
  layers: readonly LayerIndex[];
  root: ViewNode;
  nodes: number;
  /** Of each layer: bytes of its files that are not there in the end, and those that were there before with the same content. */
  hiddenBytes: number[];
  rewrittenBytes: number[];
}

/** A view has more files and folders than are kept. */
export class TooManyNodes extends Error {
  override readonly name = 'TooManyNodes';
}

/** How many steps may still be made: links through links make few entries many. */
export interface Work {
  left: number;
}

export function newWork(): Work {
  return { left: viewStepsMax };
}

/** @throws TooManyNodes when there are none left */
export function spend(work: Work, steps: number): void {
  work.left -= steps;
  if (work.left < 0) throw new TooManyNodes('the layers take too many steps to merge');
}

export function newNode(
  name: string,
  parent: ViewNode | undefined,
  layer: number,
  entry: number,
  isFolder: boolean,
): ViewNode {
  return {
    name,
    parent,
    children: isFolder ? new Map() : undefined,
    isFolder,
    layer,
    entry,
    state: 'added',
    hiddenBy: -1,
    bytes: 0,
    below: 0,
    hiddenBytes: 0,
  };
}

/** The path of a node from the root, without `/` before it. */
export function pathOfNode(node: ViewNode): string {
  const parts: string[] = [];
  for (let at: ViewNode | undefined = node; at?.parent; at = at.parent) parts.push(at.name);
  return parts.reverse().join('/');
}

/** What lies under a path, removed or not; no link is followed. */
export function nodeAt(root: ViewNode, path: string): ViewNode | undefined {
  let node: ViewNode | undefined = root;
  if (path !== '') for (const part of path.split('/')) node = node?.children?.get(part);
  return node;
}
