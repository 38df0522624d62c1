import { readProtection, setProtection, setProtections } from '@/lib/dashboard/changes/protect-tags';
import { tagProtectionsBody } from '@/lib/dashboard/tags/protection-contracts';
import type { Tag } from '@/lib/oci/reference';
import { type ApiRequest, apiRoute } from './api-route';
import { changeScopeOf, tellOfChange } from './change-scope-of';
import { scopeOf } from './visible-content';

/* Tags that somebody protects from being removed, below `/api/v1/repositories/{repository}`. */

/** `GET …/tags/{tag}/protection`: what forbids to remove a tag, `TagProtection`. */
export const getTagProtection = apiRoute({ for: 'reader' }, async ({ server, caller, params }) => ({
  json: await readProtection(scopeOf(server, caller, params.repository), params.tag ?? ''),
}));

/** `PUT …/tags/{tag}/protection`: protects it. */
export const putTagProtection = apiRoute({ for: 'reader' }, async (request) => ({
  json: await setProtection(changeScopeOf(request), request.params.tag ?? '', true, tellsOf(request)),
}));

/** `DELETE …/tags/{tag}/protection`: lifts its protection. */
export const deleteTagProtection = apiRoute({ for: 'reader' }, async (request) => ({
  json: await setProtection(changeScopeOf(request), request.params.tag ?? '', false, tellsOf(request)),
}));

/** `POST …/tag-protections`: the same of many tags. */
export const postTagProtections = apiRoute({ for: 'reader', body: tagProtectionsBody }, async (request) => ({
  json: await setProtections(changeScopeOf(request), request.body, tellsOf(request)),
}));

function tellsOf(request: Pick<ApiRequest<unknown, unknown>, 'server' | 'caller' | 'sender' | 'params'>) {
  return (tag: Tag, isProtected: boolean) =>
    tellOfChange(request.server, changeScopeOf(request), isProtected ? 'tag.protect' : 'tag.unprotect', {
      reference: tag,
    });
}
