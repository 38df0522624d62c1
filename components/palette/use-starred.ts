'use client';

import { useQuery } from '@tanstack/react-query';
import { repositoriesQuery } from '@/lib/dashboard/list-queries';
import { readRepositoryQuery } from '@/lib/dashboard/repository-addresses';
import { useViewer } from '../layout/viewer';

/** Starred repositories that the palette begins with. */
const shownMax = 8;

/** The names of the first repositories that whoever looks has starred; nothing where nobody has signed in. */
export function useStarred(): string[] {
  const viewer = useViewer();
  const { data } = useQuery({
    ...repositoriesQuery(readRepositoryQuery({ starred: '1' })),
    enabled: 'name' in viewer,
    refetchOnWindowFocus: false,
  });
  return (data?.repositories ?? []).slice(0, shownMax).map(({ name }) => name);
}
