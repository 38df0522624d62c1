import { fetchJson } from '../fetch-json';
import { oneOf, textOfForm, textUpTo } from '../read-parameter';
import { withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import type { Draft, DraftView } from './draft-contract';
import { draftFields, writtenLengthMax } from './draft-fields';

const contracts = () => import('./draft-contract');

/** Where a policy is drafted. */
export const draftPath = '/storage/retention/draft';

/** All that the address of the page says. */
export interface DraftAddress {
  draft: Draft;
  view: DraftView;
}

/** What the address of the page asks for; what can not be is left out. */
export function readDraftAddress(given: SearchParameters): DraftAddress {
  const yes = (name: string) => oneOf(['yes'], given[name]);
  return {
    draft: Object.fromEntries(draftFields.map((field) => [field, textUpTo(writtenLengthMax, given[field])])),
    view: {
      alone: yes('alone'),
      policy: textOfForm(/^\d{1,15}$/, given.policy),
      without: yes('without'),
      thorough: yes('thorough'),
      show: oneOf(['going', 'staying'], given.show) ?? 'going',
      repository: textUpTo(255, given.repository),
      from: textOfForm(/^\d{1,9}$/, given.from),
    },
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
      fetchJson(
        withQuery('/api/v1/retention/draft', parametersOf(address)),
        async () => (await contracts()).draftAnswer,
        signal,
      ),
  };
}

function parametersOf({ draft, view: { show, ...view } }: DraftAddress): Record<string, string | undefined> {
  return { ...draft, ...view, show: show === 'going' ? undefined : show };
}
