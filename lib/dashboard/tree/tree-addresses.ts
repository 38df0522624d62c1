import type { RepositoryQuery } from '../contracts';
import { withQuery } from '../repository-path';

/** Namespaces that are open at once: what is open is asked for again from time to time. */
const openMax = 50;
/** What an address says, in characters. */
const openLengthMax = 4_000;
const namespaceText = /^[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/;

/** How the page shows repositories, as its address says. */
export interface RepositoryView {
  isTree: boolean;
  /** The namespaces that are open, each after those that it lies in. */
  open: readonly string[];
}

/** The namespaces that a name lies in, the outermost first: `a` and `a/b` of `a/b/c`. */
export function namespacesOf(name: string): string[] {
  const components = name.split('/');
  return components.slice(1).map((_, at) => components.slice(0, at + 1).join('/'));
}

/** What an address asks for. A namespace that is open has those that it lies in open too. */
export function readRepositoryView({ view, open }: Record<string, unknown>): RepositoryView {
  const isTree = view === 'tree';
  const text = isTree && typeof open === 'string' && open.length <= openLengthMax ? open : '';
  const named = text.split(',').filter((name) => namespaceText.test(name));
  const all = new Set(named.flatMap((name) => [...namespacesOf(name), name]));
  return { isTree, open: [...all].slice(0, openMax) };
}

/** The address of the page with a view; what is flat has no open namespaces. A search keeps them for afterwards. */
export function viewHref({ isTree, open }: RepositoryView, query: Partial<RepositoryQuery> = {}): string {
  const { q, sort, starred, cursor } = query;
  return withQuery('/', {
    view: isTree ? 'tree' : undefined,
    open: isTree
      ? open.filter((one) => !open.some((other) => other.startsWith(`${one}/`))).join(',')
      : undefined,
    q,
    sort: sort === 'name' ? undefined : sort,
    starred,
    cursor,
  });
}

/** Opens a namespace, or closes it with all that is open in it. Beyond the most that can be open, the first ones close. */
export function toggled(open: readonly string[], namespace: string): string[] {
  if (open.includes(namespace))
    return open.filter((one) => one !== namespace && !one.startsWith(`${namespace}/`));
  const around = namespacesOf(namespace);
  const next = [...open.filter((one) => !around.includes(one)), ...around, namespace];
  const surplus = next.length - openMax;
  if (surplus <= 0) return next;
  const closed = next.filter((one) => !around.includes(one) && one !== namespace).slice(0, surplus);
  return next.filter((one) => !closed.some((gone) => one === gone || one.startsWith(`${gone}/`)));
}
