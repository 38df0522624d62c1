import { removedBy } from '../index/entry-kind';
import { flagged, hashAt, isSameMetadata, kindAt, type LayerIndex, pathAt } from '../index/layer-index';
import { linksMax, viewNodesMax } from '../limits';
import { resolvePath, targetOf } from './resolve-link';
import { newNode, newWork, pathOfNode, spend, TooManyNodes, type View, type ViewNode } from './view-tree';

/** How layers are merged. */
export interface MergeOptions {
  /** Whether whiteouts are entries like others, as in a look at one layer, and remove nothing. */
  showsWhiteouts?: boolean;
  /** Is told of each entry of the last layer what it became: one of `entryStates`. */
  states?: Uint8Array;
  nodesMax?: number;
}

export const entryStates = [null, 'added', 'changed', 'removed'] as const;

/**
 * Lays layers over each other (image-spec, layer.md): what a whiteout names of the layers below is hidden, and what an opaque
 * one finds in its folder; a file over a folder hides all below it. What is hidden stays in the tree, with the layer that did
 * it, until something else takes its path.
 *
 * A path through a symbolic link of a layer below leads where the link does, as for a program that unpacks one layer after
 * the other, and never out of the tree.
 * @param layers from the bottom up
 * @throws TooManyNodes
 */
export function mergeLayers(layers: readonly LayerIndex[], options: MergeOptions = {}): View {
  const merging = new Merging(layers, options);
  for (const at of layers.keys()) merging.apply(at);
  addUp(merging.view, merging.view.root);
  return merging.view;
}

class Merging {
  readonly view: View;
  readonly #options: MergeOptions;
  readonly #nodesMax: number;
  readonly #work = newWork();
  /** The folders that an opaque whiteout of the layer was found in. */
  readonly #emptied = new Set<ViewNode>();

  constructor(layers: readonly LayerIndex[], options: MergeOptions) {
    this.#options = options;
    this.#nodesMax = options.nodesMax ?? viewNodesMax;
    const root = newNode('', undefined, 0, -1, true);
    root.state = null;
    this.view = {
      layers,
      root,
      nodes: 0,
      hiddenBytes: layers.map(() => 0),
      rewrittenBytes: layers.map(() => 0),
    };
  }

  apply(layer: number): void {
    const index = this.view.layers[layer];
    if (!index) return;
    const count = index.facts.entries;
    this.#emptied.clear();
    spend(this.#work, 2 * count);
    // A whiteout is about the layers below alone, wherever it stands in its own.
    if (!this.#options.showsWhiteouts)
      for (let entry = 0; entry < count; entry++) {
        const kind = kindAt(index, entry);
        if (kind === 'whiteout') this.#remove(removedBy(pathAt(index, entry)), layer);
        else if (kind === 'opaque') this.#empty(folderOf(pathAt(index, entry)), layer);
      }
    const states = layer === this.view.layers.length - 1 ? this.#options.states : undefined;
    for (let entry = 0; entry < count; entry++) {
      const kind = kindAt(index, entry);
      const isWhiteout = kind === 'whiteout' || kind === 'opaque';
      let state: (typeof entryStates)[number] = isWhiteout ? 'removed' : null;
      if (!isWhiteout || this.#options.showsWhiteouts) {
        const added = this.#add(index, layer, entry, kind === 'folder');
        if (!isWhiteout) state = added;
      }
      if (states) states[entry] = entryStates.indexOf(state);
    }
  }

  #remove(path: string, layer: number): void {
    const folder = resolvePath(this.view, this.view.root, folderOf(path), this.#work);
    const node = folder?.children?.get(baseOf(path));
    if (node) this.#hide(node, layer);
  }

  #empty(path: string, layer: number): void {
    const folder = resolvePath(this.view, this.view.root, path, this.#work);
    if (!folder || this.#emptied.has(folder)) return;
    this.#emptied.add(folder);
    for (const child of folder.children?.values() ?? []) this.#hide(child, layer);
  }

  /** Notes that a layer removes a file, or a folder with all that is below. */
  #hide(node: ViewNode, layer: number): void {
    if (node.hiddenBy >= 0) return;
    node.hiddenBy = layer;
    const { layers, hiddenBytes } = this.view;
    const bytes = node.isFolder || node.entry < 0 ? 0 : (layers[node.layer]?.bytes[node.entry] ?? 0);
    hiddenBytes[node.layer] = (hiddenBytes[node.layer] ?? 0) + bytes;
    for (const child of node.children?.values() ?? []) this.#hide(child, layer);
  }

  /** @returns what became of its path */
  #add(index: LayerIndex, layer: number, entry: number, isFolder: boolean): ViewNode['state'] {
    const path = pathAt(index, entry);
    const { root } = this.view;
    if (((index.flags[entry] ?? 0) & flagged) !== 0)
      // It is shown where it can be in nobody's way: no part of a path has a `/`.
      return this.#put(root, path === '' ? '/' : `${path}/`, index, layer, entry, false);
    if (path === '') {
      const isSame = root.entry >= 0 && this.#isSame(root, index, entry);
      Object.assign(root, { layer, entry });
      return isSame || layer === 0 ? null : 'changed';
    }
    return this.#put(this.#folder(folderOf(path), layer), baseOf(path), index, layer, entry, isFolder);
  }

  #put(
    folder: ViewNode,
    name: string,
    index: LayerIndex,
    layer: number,
    entry: number,
    isFolder: boolean,
  ): ViewNode['state'] {
    const old = folder.children?.get(name);
    if (!old) {
      const node = this.#create(name, folder, layer, entry, isFolder);
      return node.state;
    }
    const state = this.#stateOfEntry(old, index, layer, entry, isFolder);
    this.#replace(old, layer, entry, isFolder);
    old.state = state;
    return state;
  }

  #stateOfEntry(
    old: ViewNode,
    index: LayerIndex,
    layer: number,
    entry: number,
    isFolder: boolean,
  ): ViewNode['state'] {
    // What this layer removed was there below it.
    if (old.hiddenBy >= 0 || old.layer === layer) return this.#stateOver(old, layer);
    if (old.isFolder && isFolder) return this.#isSame(old, index, entry) ? null : 'changed';
    const below = this.view.layers[old.layer];
    if (
      below &&
      kindAt(index, entry) === 'file' &&
      kindAt(below, old.entry) === 'file' &&
      below.bytes[old.entry] === index.bytes[entry] &&
      hashAt(below, old.entry) === hashAt(index, entry)
    )
      this.view.rewrittenBytes[layer] = (this.view.rewrittenBytes[layer] ?? 0) + (index.bytes[entry] ?? 0);
    return 'changed';
  }

  #isSame(old: ViewNode, index: LayerIndex, entry: number): boolean {
    const below = this.view.layers[old.layer];
    return old.entry < 0 || (below !== undefined && isSameMetadata(below, old.entry, index, entry));
  }

  /** Has a node stand for another entry; of two folders what is below stays. */
  #replace(node: ViewNode, layer: number, entry: number, isFolder: boolean): void {
    if (!(node.isFolder && isFolder)) {
      this.#hide(node, layer);
      // Nothing shows them any more: what they took is told with what took their place.
      node.hiddenBytes += hiddenIn(this.view, node) + keptHidden(node);
      this.view.nodes -= countBelow(node);
      node.children = isFolder ? new Map() : undefined;
    }
    node.isFolder = isFolder;
    node.layer = layer;
    node.entry = entry;
    node.hiddenBy = -1;
  }

  /** The folder of a path, made where nothing tells of it. @param links how many led here that lead to nothing yet */
  #folder(path: string, layer: number, links = 0): ViewNode {
    let node = this.view.root;
    if (path === '') return node;
    for (const part of path.split('/')) {
      spend(this.#work, 1);
      node = this.#step(node, part, layer, links);
    }
    return node;
  }

  #step(node: ViewNode, part: string, layer: number, links: number): ViewNode {
    const child = node.children?.get(part);
    if (!child) return this.#create(part, node, layer, -1, true);
    if (child.hiddenBy < 0 && child.isFolder) return child;
    if (child.hiddenBy < 0) {
      const led = resolvePath(this.view, node, part, this.#work);
      if (led?.isFolder) return led;
      const target = led ? undefined : targetOf(this.view, child);
      // A program that unpacks it makes the folder where the link leads.
      if (target !== undefined && links < linksMax)
        return this.#folder(joined(node, target), layer, links + 1);
    }
    const state = this.#stateOver(child, layer);
    this.#replace(child, layer, -1, true);
    child.state = state;
    return child;
  }

  /** What becomes of a path that no entry tells of, and that is no folder. */
  #stateOver(old: ViewNode, layer: number): ViewNode['state'] {
    if (old.hiddenBy >= 0) return old.hiddenBy === layer ? 'changed' : 'added';
    return old.layer === layer ? old.state : 'changed';
  }

  #create(name: string, folder: ViewNode, layer: number, entry: number, isFolder: boolean): ViewNode {
    this.view.nodes += 1;
    if (this.view.nodes > this.#nodesMax) throw new TooManyNodes('the layers have too many files');
    const node = newNode(name, folder, layer, entry, isFolder);
    folder.children?.set(name, node);
    return node;
  }
}

/** The path of a link's target from the root; what leads out of it ends there. */
function joined(folder: ViewNode, target: string): string {
  const parts = target.startsWith('/') ? [] : pathOfNode(folder).split('/');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.filter((part) => part !== '').join('/');
}

function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The bytes of files at and below a node, all of which are hidden. */
function hiddenIn(view: View, node: ViewNode): number {
  let bytes = node.isFolder || node.entry < 0 ? 0 : (view.layers[node.layer]?.bytes[node.entry] ?? 0);
  for (const child of node.children?.values() ?? []) bytes += hiddenIn(view, child);
  return bytes;
}

/** What was noted as hidden below a node. */
function keptHidden(node: ViewNode): number {
  let bytes = 0;
  for (const child of node.children?.values() ?? []) bytes += child.hiddenBytes + keptHidden(child);
  return bytes;
}

function countBelow(node: ViewNode): number {
  let count = 0;
  for (const child of node.children?.values() ?? []) count += 1 + countBelow(child);
  return count;
}

/** Fills in what folders add up to: of what is there what is there below, of what was removed all that was. */
function addUp(view: View, node: ViewNode): void {
  const isThere = node.hiddenBy < 0;
  const bytes = node.isFolder || node.entry < 0 ? 0 : (view.layers[node.layer]?.bytes[node.entry] ?? 0);
  node.bytes = bytes;
  if (!isThere) node.hiddenBytes += bytes;
  for (const child of node.children?.values() ?? []) {
    addUp(view, child);
    node.hiddenBytes += child.hiddenBytes;
    if (child.hiddenBy < 0 !== isThere) continue;
    node.bytes += child.bytes;
    node.below += 1 + child.below;
  }
}
