import type { Digest } from '@/lib/oci/digest';
import { isIndexMediaType } from '@/lib/oci/media-types';
import type { RepositoryScope } from '../repository-scope';
import { type IndexChild, indexChildren, type ShownChildren } from './index-children';
import { shownManifest } from './shown-manifest';

/** Levels of indexes in indexes that are shown; one that lies deeper has a page of its own. */
const depthMax = 4;

/** What is read of indexes in one, whatever it names: as many, and together as many bytes. */
const readsMax = 20;
const bytesMax = 8 * 1024 * 1024;

/** A child of an index, or of an index in it. */
export interface NestedChild extends IndexChild {
  /** 0 of what the index names itself. */
  depth: number;
  isIndex: boolean;
  /** Whether what it names follows it. */
  isOpened: boolean;
}

/** What an index names, with what the indexes in it name. */
export interface NestedChildren extends Omit<ShownChildren, 'children'> {
  /** Each before what it names itself. */
  children: NestedChild[];
}

/**
 * What an index names, and what the indexes in it name, down to four levels. Whoever pushes can nest many in a few
 * bytes: an index that is not read any more is told as not opened.
 * @param manifests of a document that was parsed as an index
 * @param shownMax how many children there are at most, on all levels together, and how many attestations
 */
export async function readChildren(
  { storage, repository }: Pick<RepositoryScope, 'storage' | 'repository'>,
  manifests: unknown,
  shownMax: number,
): Promise<NestedChildren> {
  const told = { childrenOmitted: 0, loose: [] as string[], attestationsOmitted: 0 };
  const room = { children: shownMax, attestations: shownMax, reads: readsMax, bytes: bytesMax };

  const open = async (digest: string): Promise<unknown> => {
    if (room.reads === 0) return undefined;
    room.reads -= 1;
    const shown = shownManifest(await storage.manifests.read(repository, digest as Digest));
    if (shown?.manifest.kind !== 'index' || shown.bytes.length > room.bytes) return undefined;
    room.bytes -= shown.bytes.length;
    return shown.fields.manifests;
  };

  const visit = async (named: unknown, depth: number): Promise<NestedChild[]> => {
    const found = indexChildren(named, room.children, room.attestations);
    const attested = found.children.reduce((sum, { attestations }) => sum + attestations.length, 0);
    // What an index names itself takes the room before what lies deeper does.
    room.children -= found.children.length;
    room.attestations -= attested + found.loose.length;
    told.childrenOmitted += found.childrenOmitted;
    told.attestationsOmitted += found.attestationsOmitted;
    told.loose.push(...found.loose);
    const children: NestedChild[] = [];
    for (const child of found.children) {
      const isIndex = isIndexMediaType(child.mediaType);
      const inner = isIndex && depth < depthMax - 1 ? await open(child.digest) : undefined;
      children.push({ ...child, depth, isIndex, isOpened: inner !== undefined });
      if (inner !== undefined) children.push(...(await visit(inner, depth + 1)));
    }
    return children;
  };

  return { children: await visit(manifests, 0), ...told };
}
