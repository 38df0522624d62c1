import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { filledIn, type SearchParameters } from '../search-parameters';
import { type Draft, type DraftView, draftAnswer, draftBody, draftFields, draftView } from './draft-contract';

/** Where a policy is drafted. */
export const draftPath = '/storage/retention/draft';

/** All that the address of the page says. */
export interface DraftAddress {
  draft: Draft;
  view: DraftView;
}

/** What the address of the page asks for; what can not be is left out. */
export function readDraftAddress(given: SearchParameters): DraftAddress {
  const filled = filledIn(given);
  const fields = draftFields.flatMap((field) =>
    typeof filled[field] === 'string' ? [[field, filled[field]]] : [],
  );
  const [draft, view] = [draftBody.safeParse(Object.fromEntries(fields)), draftView.safeParse(filled)];
  return {
    draft: draft.success ? draft.data : {},
    view: view.success ? view.data : { show: 'going' },
  };
}

/** The address of the page. Parameters that say nothing are left out. */
export function draftHref(address: DraftAddress): string {
  return withQuery(draftPath, parametersOf(address));
}

/** The query of what a draft would do. */
export function draftQuery(address: DraftAddress) {
  return {
    queryKey: ['retention', 'draft', parametersOf(address)] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/retention/draft', parametersOf(address)), draftAnswer, signal),
  };
}

function parametersOf({ draft, view: { show, ...view } }: DraftAddress): Record<string, string | undefined> {
  return { ...draft, ...view, show: show === 'going' ? undefined : show };
}
