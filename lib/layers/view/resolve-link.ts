import { kindAt, targetAt } from '../index/layer-index';
import { linksMax } from '../limits';
import { newWork, spend, type View, type ViewNode, type Work } from './view-tree';

/**
 * What a path leads to within a view, through symbolic links: never out of it, for `/` is its root and nothing is above that.
 * @param from the folder where a path begins that does not begin with `/`
 * @returns undefined when it leads nowhere there, or through more links than Linux follows
 */
export function resolvePath(
  view: Pick<View, 'root' | 'layers'>,
  from: ViewNode,
  path: string,
  work: Work = newWork(),
): ViewNode | undefined {
  let node = path.startsWith('/') ? view.root : from;
  let links = 0;
  const parts = path.split('/').reverse();
  while (parts.length > 0) {
    spend(work, 1);
    const part = parts.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      node = node.parent ?? node;
      continue;
    }
    const child: ViewNode | undefined = node.children?.get(part);
    if (!child || child.hiddenBy >= 0) return undefined;
    const target = targetOf(view, child);
    if (target === undefined) {
      node = child;
      continue;
    }
    links += 1;
    if (links > linksMax) return undefined;
    if (target.startsWith('/')) node = view.root;
    parts.push(...target.split('/').reverse());
  }
  return node;
}

/** The target of a symbolic link; undefined for what is none. */
export function targetOf({ layers }: Pick<View, 'layers'>, node: ViewNode): string | undefined {
  const index = layers[node.layer];
  if (!index || node.entry < 0 || kindAt(index, node.entry) !== 'symbolic-link') return undefined;
  return targetAt(index, node.entry);
}
