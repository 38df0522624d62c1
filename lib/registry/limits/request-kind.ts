/** What requests are counted as, each apart. */
export type RequestKind = 'read' | 'write' | 'catalog';

/** What tells the kind of a request: of its route. */
export interface Asked {
  /** What it does to a repository, as the route says. */
  action: string;
  /** The path with names for what differs. */
  template: string;
}

/** What a request is counted as: all that is not known to read writes. */
export function kindOf({ action }: Pick<Asked, 'action'>): RequestKind {
  if (action === 'catalog') return 'catalog';
  return action === 'base' || action === 'pull' ? 'read' : 'write';
}

/** Whether a request brings bytes of a blob. @param hasBody whether a body comes with it */
export function isUpload({ action, template }: Asked, hasBody: boolean): boolean {
  return hasBody && action === 'push' && template.includes('/blobs/uploads/');
}
